import { Radio, Stack } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { roles, type Role } from './members.queries.js';

interface RoleChoiceProps {
  readonly value: Role;
  readonly onChange: (role: Role) => void;
}

/** A role by what it lets somebody do. */
export function RoleChoice({ value, onChange }: RoleChoiceProps) {
  const { t } = useTranslation('settings');
  return (
    <Radio.Group label={t('role')} value={value} onChange={(role) => onChange(role as Role)}>
      <Stack gap="sm" mt="xs">
        {roles.map((role) => (
          <Radio key={role} value={role} label={t(`role_${role}`)} description={t(`roleText_${role}`)} />
        ))}
      </Stack>
    </Radio.Group>
  );
}
