import { Button, Group, NumberInput, Radio, Stack, Text } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, bodyOf } from '../../api/client.js';
import { InviteDialog, type InviteDialogProps } from './invite-dialog.js';
import { mostExtraMinutes, mostExtraPercent } from './limits.js';

type Kind = 'none' | 'percent' | 'minutes';
const kinds: readonly Kind[] = ['none', 'percent', 'minutes'];

/** More time for one person, agreed on before the start. */
export function ExtraTimeDialog({ invite, onClose }: InviteDialogProps) {
  const { t } = useTranslation(['share', 'common']);
  const cache = useQueryClient();
  const [kind, setKind] = useState<Kind>(
    invite.extraTimePercent ? 'percent' : invite.extraMinutes ? 'minutes' : 'none',
  );
  const [percent, setPercent] = useState<number>(invite.extraTimePercent || 25);
  const [minutes, setMinutes] = useState<number>(invite.extraMinutes || 15);
  const save = useMutation({
    mutationFn: () =>
      bodyOf(
        api.PUT('/api/v1/invites/{id}/extra-time', {
          params: { path: { id: invite.id } },
          body: {
            extraTimePercent: kind === 'percent' ? percent : null,
            extraMinutes: kind === 'minutes' ? minutes : null,
          },
        }),
      ),
    onSuccess: async () => {
      await cache.invalidateQueries({ queryKey: ['invites'] });
      onClose();
    },
  });
  return (
    <InviteDialog title={t('extraTimeTitle')} error={save.error} onClose={onClose}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          save.mutate();
        }}
      >
        <Stack>
          <Text>{t('extraTimeText', { email: invite.email })}</Text>
          <Radio.Group label={t('extraTimeKind')} value={kind} onChange={(value) => setKind(value as Kind)}>
            <Stack gap="xs" mt="xs">
              {kinds.map((each) => (
                <Radio key={each} value={each} label={t(`extraTime_${each}`)} />
              ))}
            </Stack>
          </Radio.Group>
          {kind === 'percent' && (
            <NumberInput
              label={t('percent')}
              min={1}
              max={mostExtraPercent}
              allowDecimal={false}
              suffix=" %"
              hideControls
              required
              withAsterisk={false}
              value={percent}
              onChange={(value) => setPercent(Number(value))}
            />
          )}
          {kind === 'minutes' && (
            <NumberInput
              label={t('minutes')}
              min={1}
              max={mostExtraMinutes}
              allowDecimal={false}
              hideControls
              required
              withAsterisk={false}
              value={minutes}
              onChange={(value) => setMinutes(Number(value))}
            />
          )}
          <Group>
            <Button type="submit" loading={save.isPending}>
              {t('common:save')}
            </Button>
            <Button variant="default" onClick={onClose}>
              {t('common:cancel')}
            </Button>
          </Group>
        </Stack>
      </form>
    </InviteDialog>
  );
}
