import { ActionIcon, Menu } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useMay } from '../../app/session.js';
import { AssessmentActDialog } from './assessment-act-dialog.js';
import { offeredActs, type AssessmentAct } from './assessment-acts.js';
import type { Assessment } from './assessment.queries.js';

/** What can be done with an assessment; nothing for those who may only read. */
export function AssessmentActMenu({ assessment }: { readonly assessment: Assessment }) {
  const { t } = useTranslation('assessments');
  const mayWrite = useMay('assessments.write');
  const [act, setAct] = useState<AssessmentAct>();
  if (!mayWrite) return null;
  return (
    <>
      <Menu position="bottom-end">
        <Menu.Target>
          <ActionIcon variant="default" size="lg" aria-label={t('actsOf', { title: assessment.title })}>
            <span aria-hidden>⋯</span>
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          {offeredActs(assessment).map((each) => (
            <Menu.Item key={each} onClick={() => setAct(each)}>
              {t(`act_${each}`)}
            </Menu.Item>
          ))}
        </Menu.Dropdown>
      </Menu>
      {act && <AssessmentActDialog act={act} assessment={assessment} onClose={() => setAct(undefined)} />}
    </>
  );
}
