import { Button, Menu, Text } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { questionKinds } from './new-question-search.js';

export function AddQuestionMenu({ assessmentId }: { readonly assessmentId: string }) {
  const { t } = useTranslation('questions');
  const navigate = useNavigate();
  return (
    <Menu position="bottom-end" width={300}>
      <Menu.Target>
        <Button>{t('add')}</Button>
      </Menu.Target>
      <Menu.Dropdown>
        {questionKinds.map((kind) => (
          <Menu.Item
            key={kind}
            onClick={() =>
              void navigate({
                to: '/assessments/$id/questions/new',
                params: { id: assessmentId },
                search: { kind },
              })
            }
          >
            <Text fw={600} size="sm">
              {t(`kind_${kind}`)}
            </Text>
            <Text size="xs" c="dimmed">
              {t(`kind_${kind}_text`)}
            </Text>
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
