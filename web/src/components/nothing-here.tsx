import { Button, Container, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { PageTitle } from './page-title.js';

export function NothingHere() {
  const { t } = useTranslation();
  return (
    <Container size="sm" py="xl">
      <PageTitle>{t('notFoundTitle')}</PageTitle>
      <Text mb="lg">{t('notFoundText')}</Text>
      <Button component={Link} to="/assessments">
        {t('toStart')}
      </Button>
    </Container>
  );
}
