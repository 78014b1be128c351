import { Button, Group, Modal, Stack, Text } from '@mantine/core';
import { useBlocker } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';

interface UnsavedGuardProps {
  /** Asked at the moment of leaving, so that what was saved a moment ago does not count. */
  readonly isUnsaved: () => boolean;
}

/** Asks before unsaved changes are left behind, by a link, by "back", or by closing the page. */
export function UnsavedGuard({ isUnsaved }: UnsavedGuardProps) {
  const { t } = useTranslation();
  const blocker = useBlocker({
    shouldBlockFn: ({ current, next }) => current.pathname !== next.pathname && isUnsaved(),
    enableBeforeUnload: isUnsaved,
    withResolver: true,
  });
  if (blocker.status !== 'blocked') return null;
  return (
    <Modal
      opened
      onClose={blocker.reset}
      title={t('unsavedTitle')}
      closeButtonProps={{ 'aria-label': t('close') }}
    >
      <Stack>
        <Text>{t('unsavedText')}</Text>
        <Group justify="flex-end">
          <Button variant="default" color="red" onClick={blocker.proceed}>
            {t('unsavedLeave')}
          </Button>
          <Button data-autofocus onClick={blocker.reset}>
            {t('unsavedStay')}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
