import { Button, Stack, Text, Title } from '@mantine/core';
import { useEffect, useRef, useState, type DragEvent } from 'react';
import { useTranslation } from 'react-i18next';
import classes from './drop-zone.module.css';

interface DropZoneProps {
  readonly onFiles: (files: readonly File[]) => void;
  readonly disabled?: boolean;
}

/** A place for a file: dropped, or chosen by a button that works with the keyboard like any other. */
export function DropZone({ onFiles, disabled = false }: DropZoneProps) {
  const { t } = useTranslation('imports');
  const input = useRef<HTMLInputElement>(null);
  const [isOver, setIsOver] = useState(false);
  useMissedDropsIgnored();

  function drop(event: DragEvent): void {
    event.preventDefault();
    setIsOver(false);
    if (!disabled) onFiles([...event.dataTransfer.files]);
  }

  return (
    <div
      className={classes['zone']}
      data-over={isOver || undefined}
      onDragOver={(event) => {
        event.preventDefault();
        event.dataTransfer.dropEffect = disabled ? 'none' : 'copy';
        setIsOver(!disabled);
      }}
      onDragLeave={(event) => {
        if (!event.currentTarget.contains(event.relatedTarget as Node | null)) setIsOver(false);
      }}
      onDrop={drop}
    >
      <Stack align="center" gap="sm">
        <Title order={2} size="h4">
          {t('dropTitle')}
        </Title>
        <Text c="dimmed" maw="36rem">
          {t('dropText')}
        </Text>
        <input
          ref={input}
          type="file"
          hidden
          tabIndex={-1}
          aria-label={t('chooseFile')}
          onChange={(event) => {
            onFiles([...(event.target.files ?? [])]);
            // The same file may be chosen again after it was put right.
            event.target.value = '';
          }}
        />
        <Button disabled={disabled} onClick={() => input.current?.click()}>
          {t('chooseFile')}
        </Button>
      </Stack>
    </div>
  );
}

/** A file that misses the zone would otherwise be opened by the browser in the place of the page. */
function useMissedDropsIgnored(): void {
  useEffect(() => {
    const ignore = (event: Event): void => event.preventDefault();
    window.addEventListener('dragover', ignore);
    window.addEventListener('drop', ignore);
    return () => {
      window.removeEventListener('dragover', ignore);
      window.removeEventListener('drop', ignore);
    };
  }, []);
}
