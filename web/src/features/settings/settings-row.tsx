import { Divider, Group, Stack, Text } from '@mantine/core';
import { Children, Fragment, type ReactNode } from 'react';

interface RowListProps {
  readonly label: string;
  readonly children: ReactNode;
}

/** Rows instead of a table: on a phone a table would hide what can be done behind a scroll. */
export function RowList({ label, children }: RowListProps) {
  return (
    <Stack component="ul" gap="sm" m={0} p={0} style={{ listStyle: 'none' }} aria-label={label}>
      {Children.map(children, (row, index) => (
        <Fragment>
          {index > 0 && <Divider component="li" aria-hidden />}
          <li>{row}</li>
        </Fragment>
      ))}
    </Stack>
  );
}

interface SettingsRowProps {
  readonly title: ReactNode;
  readonly badge?: ReactNode;
  readonly acts?: ReactNode;
  readonly children?: ReactNode;
}

export function SettingsRow({ title, badge, acts, children }: SettingsRowProps) {
  return (
    <Group justify="space-between" gap="xs">
      <Stack gap={2} miw={0} flex="1 1 16rem">
        <Group gap="xs">
          <Text fw={500} dir="auto" style={{ overflowWrap: 'anywhere' }} component="div">
            {title}
          </Text>
          {badge}
        </Group>
        <Text size="sm" c="dimmed" style={{ overflowWrap: 'anywhere' }} component="div">
          {children}
        </Text>
      </Stack>
      {acts && <Group gap="xs">{acts}</Group>}
    </Group>
  );
}
