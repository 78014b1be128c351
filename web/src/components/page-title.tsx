import { Group, Title } from '@mantine/core';
import { useEffect, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';

interface PageTitleProps {
  readonly children: string;
  /** What can be done here, at the end of the line. */
  readonly actions?: ReactNode;
}

/** The heading of a page, which is also the title of the document and takes the focus after a change of page. */
export function PageTitle({ children, actions }: PageTitleProps) {
  const { t } = useTranslation();
  useEffect(() => {
    document.title = `${children} – ${t('appName')}`;
  }, [children, t]);
  return (
    <Group justify="space-between" align="center" mb="lg" gap="sm">
      <Title
        order={1}
        size="h2"
        tabIndex={-1}
        dir="auto"
        style={{ outline: 'none', overflowWrap: 'anywhere' }}
      >
        {children}
      </Title>
      {actions}
    </Group>
  );
}
