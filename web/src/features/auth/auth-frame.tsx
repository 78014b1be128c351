import { Container, Paper, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { PageTitle } from '../../components/page-title.js';

export function AuthFrame({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  const { t } = useTranslation(['auth', 'common']);
  return (
    <Container component="main" size={460} py="xl">
      <Text fw={700} size="xl" ta="center">
        {t('common:appName')}
      </Text>
      <Text c="dimmed" ta="center" mb="lg">
        {t('intro')}
      </Text>
      <Paper withBorder p="lg">
        <PageTitle>{title}</PageTitle>
        {children}
      </Paper>
    </Container>
  );
}
