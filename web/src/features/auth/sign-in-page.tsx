import { Alert, Anchor, Button, Stack, Text, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { api, bodyOf } from '../../api/client.js';
import { sessionQuery } from '../../app/session.js';
import { Failure } from '../../components/failure.js';
import { TextLink } from '../../components/links.js';
import { PasswordField } from '../../components/password-field.js';
import { AuthFrame } from './auth-frame.js';

const reasonTexts = { 'signed-up': 'signedUp', joined: 'joined', 'new-password': 'resetDone' } as const;

export function SignInPage() {
  const { t } = useTranslation('auth');
  const { next, reason } = useSearch({ from: '/sign-in' });
  const navigate = useNavigate();
  const cache = useQueryClient();
  const form = useForm({ mode: 'uncontrolled', initialValues: { email: '', password: '' } });
  const signIn = useMutation({
    mutationFn: (body: typeof form.values) => bodyOf(api.POST('/api/v1/auth/sign-in', { body })),
    onSuccess: async (session) => {
      cache.clear();
      cache.setQueryData(sessionQuery.queryKey, session);
      await navigate({ href: next ?? '/assessments' });
    },
  });
  return (
    <AuthFrame title={t('signInTitle')}>
      {reason && <Alert mb="md">{t(reasonTexts[reason])}</Alert>}
      {signIn.isError && <Failure error={signIn.error} />}
      <form onSubmit={form.onSubmit((values) => signIn.mutate(values))}>
        <Stack>
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
            autoComplete="current-password"
            required
            withAsterisk={false}
          />
          <Button type="submit" loading={signIn.isPending}>
            {t('signIn')}
          </Button>
          <TextLink to="/forgot-password" size="sm" underline="always">
            {t('forgotLink')}
          </TextLink>
          <Text size="sm">
            {t('noAccount')}{' '}
            <Anchor component={Link} to="/sign-up" underline="always">
              {t('signUpTitle')}
            </Anchor>
          </Text>
        </Stack>
      </form>
    </AuthFrame>
  );
}
