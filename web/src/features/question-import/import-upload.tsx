import { Alert, Button, Group, Paper, Progress, Stack, Text } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Failure } from '../../components/failure.js';
import { mostBytes, obstacleOf, type FileObstacle } from './chosen-file.js';
import { DropZone } from './drop-zone.js';
import { importQuery } from './import.queries.js';
import { uploadFile } from './upload-file.js';

interface Sending {
  readonly file: File;
  readonly key: string;
}

/** Sends a file and goes to the page of its import, which has an address of its own from then on. */
export function ImportUpload({ assessmentId }: { readonly assessmentId: string }) {
  const { t } = useTranslation(['imports', 'common']);
  const navigate = useNavigate();
  const cache = useQueryClient();
  const stopping = useRef<AbortController>(undefined);
  const [obstacle, setObstacle] = useState<FileObstacle>();
  const [sentShare, setSentShare] = useState(0);
  const upload = useMutation({
    mutationFn: ({ file, key }: Sending) => {
      stopping.current = new AbortController();
      setSentShare(0);
      return uploadFile(assessmentId, file, {
        key,
        onProgress: setSentShare,
        signal: stopping.current.signal,
      });
    },
    onSuccess: async (received) => {
      const { queryKey } = importQuery(received.id);
      // Old already: the page of the import looks at once, and has a name to show meanwhile.
      cache.setQueryData(queryKey, received, { updatedAt: 0 });
      void cache.invalidateQueries({ queryKey: ['imports', assessmentId] });
      await navigate({ to: '/imports/$importId', params: { importId: received.id } });
    },
  });

  function take(files: readonly File[]): void {
    const found = obstacleOf(files);
    setObstacle(found);
    upload.reset();
    if (found === undefined) upload.mutate({ file: files[0]!, key: crypto.randomUUID() });
  }

  const wasStopped = upload.error instanceof DOMException;
  return (
    <Stack>
      {upload.isError && !wasStopped && (
        <Failure error={upload.error} retry={() => upload.mutate(upload.variables)} />
      )}
      {obstacle && (
        <Alert color="red" role="alert" title={t('notSent')}>
          {t(obstacle, { mebibytes: mostBytes / 1024 / 1024 })}
        </Alert>
      )}
      {upload.isPending ? (
        <Paper withBorder p="lg">
          <Group justify="space-between" mb="xs">
            <Text dir="auto">{t('sending', { name: upload.variables.file.name })}</Text>
            <Button variant="default" size="xs" onClick={() => stopping.current?.abort()}>
              {t('common:cancel')}
            </Button>
          </Group>
          <Progress value={sentShare * 100} aria-label={t('sendingLabel')} animated={sentShare === 1} />
        </Paper>
      ) : (
        <DropZone onFiles={take} />
      )}
    </Stack>
  );
}
