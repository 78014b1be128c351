import { Anchor, Button, Stack, Text, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useMutation } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { api, bodyOf } from '../../api/client.js';
import { fieldErrors, hasCode } from '../../api/problem.js';
import { Failure } from '../../components/failure.js';
import { PasswordField } from '../../components/password-field.js';
import { AuthFrame } from './auth-frame.js';

export function SignUpPage() {
  const { t } = useTranslation('auth');
  const navigate = useNavigate();
  const form = useForm({ initialValues: { employerName: '', name: '', email: '', password: '' } });
  const signUp = useMutation({
    mutationFn: (body: typeof form.values) => bodyOf(api.POST('/api/v1/auth/sign-up', { body })),
    onSuccess: () => navigate({ to: '/sign-in', search: { reason: 'signed-up' } }),
    onError: (error) => form.setErrors(fieldErrors(error)),
  });
  return (
    <AuthFrame title={t('signUpTitle')}>
      {signUp.isError && !hasCode(signUp.error, 'validation-failed') && <Failure error={signUp.error} />}
      <form onSubmit={form.onSubmit((values) => signUp.mutate(values))}>
        <Stack>
          <TextInput
            {...form.getInputProps('employerName')}
            label={t('employerName')}
            autoComplete="organization"
            required
            withAsterisk={false}
          />
          <TextInput
            {...form.getInputProps('name')}
            label={t('yourName')}
            autoComplete="name"
            required
            withAsterisk={false}
          />
          <TextInput
            {...form.getInputProps('email')}
            label={t('email')}
            type="email"
            autoComplete="username"
            required
            withAsterisk={false}
          />
          <PasswordField
            {...form.getInputProps('password')}
            label={t('password')}
            description={t('passwordHint')}
            autoComplete="new-password"
            required
            withAsterisk={false}
          />
          <Button type="submit" loading={signUp.isPending}>
            {t('signUp')}
          </Button>
          <Text size="sm">
            {t('haveAccount')}{' '}
            <Anchor component={Link} to="/sign-in" underline="always">
              {t('signInTitle')}
            </Anchor>
          </Text>
        </Stack>
      </form>
    </AuthFrame>
  );
}
