import { Alert, Button, Group, Stack } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useMutation } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api, bodyOf, ownPage } from '../../api/client.js';
import { fieldErrors, hasCode } from '../../api/problem.js';
import { useSession } from '../../app/session.js';
import { Failure } from '../../components/failure.js';
import { PasswordField } from '../../components/password-field.js';
import { Section } from './section.js';

export function PasswordForm() {
  const { t } = useTranslation(['settings', 'auth']);
  const { email } = useSession();
  const form = useForm({ initialValues: { currentPassword: '', newPassword: '' } });
  const change = useMutation({
    mutationFn: (body: typeof form.values) =>
      bodyOf(api.POST('/api/v1/auth/password', { body, params: { header: ownPage } })),
    onSuccess: () => form.reset(),
    onError: (error) => form.setErrors(fieldErrors(error)),
  });
  return (
    <Section title={t('changePassword')} text={t('changePasswordText')}>
      <form onSubmit={form.onSubmit((values) => change.mutate(values))}>
        <Stack maw="24rem">
          {change.isError && !hasCode(change.error, 'validation-failed') && <Failure error={change.error} />}
          {change.isSuccess && <Alert role="status">{t('passwordChanged')}</Alert>}
          {/* Password managers need to know whose password it is. */}
          <input type="text" value={email} autoComplete="username" readOnly hidden />
          <PasswordField
            {...form.getInputProps('currentPassword')}
            label={t('currentPassword')}
            autoComplete="current-password"
            required
            withAsterisk={false}
          />
          <PasswordField
            {...form.getInputProps('newPassword')}
            label={t('auth:newPassword')}
            description={t('auth:passwordHint')}
            autoComplete="new-password"
            required
            withAsterisk={false}
          />
          <Group>
            <Button type="submit" loading={change.isPending}>
              {t('changePassword')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Section>
  );
}
