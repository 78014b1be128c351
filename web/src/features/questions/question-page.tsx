import { Button, Group, Text, Title } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, bodyOf } from '../../api/client.js';
import { fieldErrors, hasCode } from '../../api/problem.js';
import { useMay } from '../../app/session.js';
import { EditConflictDialog } from '../../components/edit-conflict-dialog.js';
import { differingFields } from '../../components/edit-merge.js';
import { Failure } from '../../components/failure.js';
import { ButtonLink } from '../../components/links.js';
import { PageLoading } from '../../components/page-loading.js';
import { UnsavedGuard } from '../../components/unsaved-guard.js';
import { useMergingSave, type Snapshot } from '../../components/use-merging-save.js';
import { useAssessment } from '../assessments/assessment.queries.js';
import { QuestionEditor } from './question-editor.js';
import { toChange, valuesOf, type QuestionValues } from './question-values.js';
import { questionQuery, refreshQuestions, type Question } from './question.queries.js';
import { useQuestionWords } from './use-question-words.js';

export function QuestionPage() {
  const { id, questionId } = useParams({ from: '/members/assessments/$id/questions/$questionId' });
  const question = useQuery(questionQuery(id, questionId));
  if (question.isPending) return <PageLoading />;
  if (!question.data) return <Failure error={question.error} retry={() => void question.refetch()} />;
  return <EditQuestion key={questionId} question={question.data} />;
}

const toSnapshot = (question: Question): Snapshot<QuestionValues> => ({
  values: valuesOf(question),
  etag: question.etag,
});

function EditQuestion({ question }: { readonly question: Question }) {
  const { t } = useTranslation(['questions', 'assessments', 'common']);
  const { assessment } = useAssessment();
  const mayWrite = useMay('assessments.write') && assessment.status !== 'archived';
  const [base, setBase] = useState(() => toSnapshot(question));
  const [values, setValues] = useState(base.values);
  const words = useQuestionWords();
  const cache = useQueryClient();
  const { assessmentId, id } = question;
  const path = { assessmentId, id };

  // Asked when the page is left and when news arrives, hence a ref: a state of the last render may be old by then.
  const isUnsaved = useRef(false);
  isUnsaved.current = differingFields(base.values, values).length > 0;
  function start(from: Snapshot<QuestionValues>): void {
    setBase(from);
    setValues(from.values);
    isUnsaved.current = false;
  }
  useEffect(() => {
    if (question.etag !== base.etag && !isUnsaved.current) start(toSnapshot(question));
    // Only where the server has another version: what is typed in between is no reason to begin anew.
    // oxlint-disable-next-line react-hooks/exhaustive-deps
  }, [question.etag]);

  const { saving, conflict, dismiss } = useMergingSave<QuestionValues>({
    load: async () =>
      toSnapshot(
        await bodyOf(api.GET('/api/v1/assessments/{assessmentId}/questions/{id}', { params: { path } })),
      ),
    save: async (change, etag) => {
      const params = { path, header: { 'If-Match': etag } };
      const saved = await bodyOf(
        api.PATCH('/api/v1/assessments/{assessmentId}/questions/{id}', { params, body: toChange(change) }),
      );
      cache.setQueryData(questionQuery(assessmentId, id).queryKey, saved);
      return toSnapshot(saved);
    },
    onSaved: (saved) => {
      start(saved);
      void refreshQuestions(cache, assessmentId);
    },
  });

  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        saving.mutate({ base, mine: values });
      }}
    >
      <UnsavedGuard isUnsaved={() => isUnsaved.current} />
      <Title order={2} size="h3" mb="md">
        {t('editTitle', { number: question.position, kind: t(`kind_${values.body.kind}`) })}
      </Title>
      <QuestionEditor
        values={values}
        errors={fieldErrors(saving.error)}
        isReadOnly={!mayWrite}
        onChange={setValues}
      >
        {saving.isError && !hasCode(saving.error, 'validation-failed') && <Failure error={saving.error} />}
      </QuestionEditor>
      <Group mt="lg">
        {mayWrite && (
          <Button type="submit" loading={saving.isPending} disabled={!isUnsaved.current}>
            {t('common:save')}
          </Button>
        )}
        <ButtonLink variant="default" to="/assessments/$id/questions" params={{ id: assessmentId }}>
          {t('toList')}
        </ButtonLink>
        <Text role="status" c="dimmed" size="sm">
          {isUnsaved.current
            ? t('assessments:unsaved')
            : saving.isSuccess && !conflict
              ? t('common:saved')
              : ''}
        </Text>
      </Group>
      {conflict && (
        <EditConflictDialog
          key={conflict.theirs.etag}
          conflict={conflict}
          label={(field) => t(`field_${field}`)}
          show={words}
          isSaving={saving.isPending}
          onResolve={(theirs, mine) => {
            setValues(mine);
            saving.mutate({ base: theirs, mine });
          }}
          onClose={dismiss}
        />
      )}
    </form>
  );
}
