import { Alert, Button, Group, Stack, Text } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { answerOf, api } from '../../api/client.js';
import { fieldErrors, hasCode } from '../../api/problem.js';
import { useMay } from '../../app/session.js';
import { EditConflictDialog } from '../../components/edit-conflict-dialog.js';
import { differingFields } from '../../components/edit-merge.js';
import { Failure } from '../../components/failure.js';
import { UnsavedGuard } from '../../components/unsaved-guard.js';
import { useMergingSave, type Snapshot } from '../../components/use-merging-save.js';
import { assessmentQuery, refreshAssessment, useAssessment, type Assessment } from './assessment.queries.js';
import { SettingsFields } from './settings-fields.js';
import { settingsOf, type Settings } from './settings-values.js';
import { useSettingWords } from './use-setting-words.js';

const toSnapshot = (answer: { body: Assessment; etag: string }): Snapshot<Settings> => ({
  values: settingsOf(answer.body),
  etag: answer.etag,
});

export function SettingsTab() {
  const { t } = useTranslation(['assessments', 'common']);
  const { assessment, etag } = useAssessment();
  const mayWrite = useMay('assessments.write') && assessment.status !== 'archived';
  const [base, setBase] = useState<Snapshot<Settings>>({ values: settingsOf(assessment), etag });
  const form = useForm<Settings>({ initialValues: base.values });
  const words = useSettingWords();
  const cache = useQueryClient();
  const path = { id: assessment.id };

  // Asked when the page is left and when news arrives, hence a ref: a state of the last render may be old by then.
  const isUnsaved = useRef(false);
  isUnsaved.current = differingFields(base.values, form.getValues()).length > 0;

  function start(from: Snapshot<Settings>): void {
    setBase(from);
    form.setValues(from.values);
    form.clearErrors();
    isUnsaved.current = false;
  }
  // What others save is shown at once as long as nothing is typed here; what is typed is never overwritten.
  useEffect(() => {
    if (etag !== base.etag && !isUnsaved.current) start({ values: settingsOf(assessment), etag });
    // Only where the server has another version: what is typed in between is no reason to begin anew.
    // oxlint-disable-next-line react-hooks/exhaustive-deps
  }, [etag]);

  const { saving, conflict, dismiss } = useMergingSave<Settings>({
    load: async () => toSnapshot(await answerOf(api.GET('/api/v1/assessments/{id}', { params: { path } }))),
    save: async (body, ifMatch) => {
      const params = { path, header: { 'If-Match': ifMatch } };
      const answer = await answerOf(api.PATCH('/api/v1/assessments/{id}', { params, body }));
      cache.setQueryData(assessmentQuery(assessment.id).queryKey, answer);
      return toSnapshot(answer);
    },
    onSaved: (saved) => {
      start(saved);
      void refreshAssessment(cache, assessment.id);
    },
    onRefused: (error) => form.setErrors(fieldErrors(error)),
  });

  return (
    <form onSubmit={form.onSubmit((mine) => saving.mutate({ base, mine }))} noValidate>
      <UnsavedGuard isUnsaved={() => isUnsaved.current} />
      <Stack maw={760} gap="lg">
        {!mayWrite && (
          <Alert>{t(assessment.status === 'archived' ? 'readOnlyArchived' : 'readOnlyRole')}</Alert>
        )}
        {mayWrite && assessment.latestVersionNumber > 0 && <Text c="dimmed">{t('settingsLater')}</Text>}
        {saving.isError && !hasCode(saving.error, 'validation-failed') && <Failure error={saving.error} />}
        {hasCode(saving.error, 'validation-failed') && (
          <Alert color="red" role="alert">
            {t('fieldsRefused')}
          </Alert>
        )}
        <SettingsFields key={base.etag} form={form} isReadOnly={!mayWrite} />
        {mayWrite && (
          <Group>
            <Button type="submit" loading={saving.isPending} disabled={!isUnsaved.current}>
              {t('common:save')}
            </Button>
            <Text role="status" c="dimmed" size="sm">
              {isUnsaved.current ? t('unsaved') : saving.isSuccess && !conflict ? t('common:saved') : ''}
            </Text>
          </Group>
        )}
      </Stack>
      {conflict && (
        <EditConflictDialog
          key={conflict.theirs.etag}
          conflict={conflict}
          label={(field) => t(`setting_${field}`)}
          show={words}
          isSaving={saving.isPending}
          onResolve={(theirs, mine) => {
            form.setValues(mine);
            saving.mutate({ base: theirs, mine });
          }}
          onClose={dismiss}
        />
      )}
    </form>
  );
}
