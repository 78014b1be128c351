import { Group, Paper, Stack, Text, Title } from '@mantine/core';
import type { ReactNode } from 'react';

interface SectionProps {
  readonly title: string;
  readonly text?: string | undefined;
  readonly action?: ReactNode;
  readonly children?: ReactNode;
}

export function Section({ title, text, action, children }: SectionProps) {
  return (
    <Paper withBorder p="lg" component="section" mb="lg">
      <Stack>
        <Group justify="space-between" align="start" gap="sm">
          <Stack gap={4} miw={0} flex="1 1 16rem">
            <Title order={2} size="h4" style={{ overflowWrap: 'anywhere' }}>
              {title}
            </Title>
            {text && (
              <Text size="sm" c="dimmed" maw="42rem">
                {text}
              </Text>
            )}
          </Stack>
          {action}
        </Group>
        {children}
      </Stack>
    </Paper>
  );
}
