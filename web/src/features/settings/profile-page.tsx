import { NativeSelect, SegmentedControl, Stack, Text, TextInput, useMantineColorScheme } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api, bodyOf, ownPage } from '../../api/client.js';
import { sessionQuery, useSession } from '../../app/session.js';
import { Failure } from '../../components/failure.js';
import { changeLanguage } from '../../texts/dashboard-texts.js';
import { isLanguage, languageNames, languages, type Language } from '../../texts/languages.js';
import { PasswordForm } from './password-form.js';
import { Section } from './section.js';

const schemes = { auto: 'appearanceAuto', light: 'appearanceLight', dark: 'appearanceDark' } as const;

export function ProfilePage() {
  const { t } = useTranslation(['settings', 'common', 'auth']);
  const { name, email, role } = useSession();
  return (
    <>
      <Section title={t('profile')}>
        <Stack maw="24rem">
          <TextInput label={t('auth:yourName')} value={name} readOnly dir="auto" />
          <TextInput label={t('auth:email')} value={email} readOnly />
          <Text size="sm">
            {t('role')}: <b>{t(`role_${role}`)}</b> – {t(`roleText_${role}`)}
          </Text>
        </Stack>
      </Section>
      <Section title={t('howItLooks')}>
        <Stack maw="24rem">
          <LanguageChoice />
          <AppearanceChoice />
        </Stack>
      </Section>
      <PasswordForm />
    </>
  );
}

/** Of these pages at once, and of the mails to this person wherever they are read. */
function LanguageChoice() {
  const { t, i18n } = useTranslation(['settings', 'common']);
  const cache = useQueryClient();
  const session = useSession();
  const choose = useMutation({
    mutationFn: async (language: Language) => {
      await changeLanguage(language);
      return bodyOf(api.PATCH('/api/v1/auth/profile', { body: { language }, params: { header: ownPage } }));
    },
    onSuccess: (view) => cache.setQueryData(sessionQuery.queryKey, view),
  });
  return (
    <>
      {choose.isError && <Failure error={choose.error} retry={() => choose.mutate(choose.variables)} />}
      <NativeSelect
        label={t('common:language')}
        description={t('languageText', { language: languageNames[session.language] })}
        value={i18n.language}
        onChange={({ currentTarget: { value } }) => isLanguage(value) && choose.mutate(value)}
        data={languages.map((value) => ({ value, label: languageNames[value] }))}
      />
    </>
  );
}

function AppearanceChoice() {
  const { t } = useTranslation();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  return (
    <Stack gap={4}>
      <Text size="sm" fw={500} id="appearance">
        {t('appearance')}
      </Text>
      <SegmentedControl
        aria-labelledby="appearance"
        value={colorScheme}
        onChange={setColorScheme}
        data={(Object.keys(schemes) as (keyof typeof schemes)[]).map((value) => ({
          value,
          label: t(schemes[value]),
        }))}
      />
    </Stack>
  );
}
