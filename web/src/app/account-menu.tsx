import { Button, Menu, useMantineColorScheme } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { api, bodyOf, ownPage } from '../api/client.js';
import { changeLanguage } from '../texts/dashboard-texts.js';
import { languageNames, languages } from '../texts/languages.js';
import { useSession } from './session.js';

const schemes = { auto: 'appearanceAuto', light: 'appearanceLight', dark: 'appearanceDark' } as const;

export function AccountMenu() {
  const { t, i18n } = useTranslation();
  const { name, email } = useSession();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const navigate = useNavigate();
  const cache = useQueryClient();

  async function signOut(): Promise<void> {
    await bodyOf(api.POST('/api/v1/auth/sign-out', { params: { header: ownPage } }));
    cache.clear();
    await navigate({ to: '/sign-in', search: {} });
  }

  return (
    <Menu position="bottom-end" width={240}>
      <Menu.Target>
        <Button variant="subtle" size="sm" maw="12rem" aria-label={t('account', { name })}>
          {name}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{email}</Menu.Label>
        <Menu.Divider />
        <Menu.Label>{t('language')}</Menu.Label>
        {languages.map((language) => (
          <Menu.Item
            key={language}
            lang={language}
            role="menuitemradio"
            aria-checked={i18n.language === language}
            fw={i18n.language === language ? 700 : 400}
            onClick={() => void changeLanguage(language)}
          >
            {languageNames[language]}
          </Menu.Item>
        ))}
        <Menu.Divider />
        <Menu.Label>{t('appearance')}</Menu.Label>
        {(Object.keys(schemes) as (keyof typeof schemes)[]).map((scheme) => (
          <Menu.Item
            key={scheme}
            role="menuitemradio"
            aria-checked={colorScheme === scheme}
            fw={colorScheme === scheme ? 700 : 400}
            onClick={() => setColorScheme(scheme)}
          >
            {t(schemes[scheme])}
          </Menu.Item>
        ))}
        <Menu.Divider />
        <Menu.Item onClick={() => void signOut()}>{t('signOut')}</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
