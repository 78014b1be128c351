import { Link, Outlet } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useMay, useSession, type Permission } from '../../app/session.js';
import { NoPermission } from '../../components/no-permission.js';
import { PageTitle } from '../../components/page-title.js';
import classes from '../../components/tabs.module.css';
import { settingsSections } from './settings-sections.js';

export function SettingsFrame() {
  const { t } = useTranslation('settings');
  const { permissions } = useSession();
  const sections = settingsSections.filter(({ permission }) => permissions.includes(permission));
  return (
    <>
      <PageTitle>{t('title')}</PageTitle>
      <nav className={classes['tabs']} aria-label={t('sections')}>
        {sections.map(({ to, label }) => (
          <Link key={to} to={to} className={classes['tab']}>
            {t(label)}
          </Link>
        ))}
      </nav>
      <Outlet />
    </>
  );
}

interface SectionForProps {
  readonly permission: Permission;
  readonly children: ReactNode;
}

/** Nothing is asked of the server for who may not see it. */
export function SectionFor({ permission, children }: SectionForProps) {
  return useMay(permission) ? children : <NoPermission />;
}
