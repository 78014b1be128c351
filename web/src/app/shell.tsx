import { AppShell, Burger, Group, NavLink, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { Link, Outlet, useRouterState } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { NotificationBell } from '../features/notifications/notification-bell.js';
import { AccountMenu } from './account-menu.js';
import { navigation } from './navigation.js';
import { OfflineNotice } from './offline-notice.js';
import { SessionEnded } from './session-ended.js';
import { useSession } from './session.js';

/** The frame of every page for members: where one can go, who one is, and whether the connection stands. */
export function Shell() {
  const { t } = useTranslation();
  const session = useSession();
  const [menuIsOpen, menu] = useDisclosure(false);
  const path = useRouterState({ select: (state) => state.location.pathname });
  const entries = navigation.filter(({ permission }) => session.permissions.includes(permission));
  return (
    <AppShell
      header={{ height: 56 }}
      navbar={{ width: 220, breakpoint: 'sm', collapsed: { mobile: !menuIsOpen } }}
      padding="md"
    >
      <a className="skip-link" href="#content">
        {t('skipToContent')}
      </a>
      <AppShell.Header>
        <Group h="100%" px="md" justify="space-between" wrap="nowrap">
          <Group gap="sm" wrap="nowrap" miw={0}>
            <Burger
              opened={menuIsOpen}
              onClick={menu.toggle}
              hiddenFrom="sm"
              size="sm"
              aria-label={t(menuIsOpen ? 'closeMenu' : 'openMenu')}
              aria-expanded={menuIsOpen}
            />
            <Text fw={700} visibleFrom="xs">
              {t('appName')}
            </Text>
            <Text c="dimmed" truncate dir="auto">
              {session.employer.name}
            </Text>
          </Group>
          <Group gap="xs" wrap="nowrap">
            <NotificationBell />
            <AccountMenu />
          </Group>
        </Group>
      </AppShell.Header>
      <AppShell.Navbar p="sm" component="nav" aria-label={t('navigation')}>
        {entries.map(({ to, label }) => (
          <NavLink
            key={to}
            component={Link}
            to={to}
            label={t(label)}
            active={path.startsWith(to)}
            aria-current={path.startsWith(to) ? 'page' : undefined}
            onClick={menu.close}
            variant="light"
          />
        ))}
      </AppShell.Navbar>
      <AppShell.Main id="content" tabIndex={-1}>
        <OfflineNotice />
        <Outlet />
      </AppShell.Main>
      <SessionEnded />
    </AppShell>
  );
}
