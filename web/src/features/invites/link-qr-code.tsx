import { Button, Group, Stack } from '@mantine/core';
import { QRCodeSVG } from 'qrcode.react';
import { useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { downloadPng, downloadSvg } from './download-image.js';

interface LinkQrCodeProps {
  readonly link: string;
  readonly fileName: string;
}

/** Black on white in both schemes, with its quiet zone: cameras read nothing else reliably. */
export function LinkQrCode({ link, fileName }: LinkQrCodeProps) {
  const { t } = useTranslation('share');
  const image = useRef<SVGSVGElement>(null);
  return (
    <Stack gap="xs" align="center">
      <QRCodeSVG
        ref={image}
        value={link}
        size={168}
        marginSize={4}
        level="M"
        title={t('qrCode')}
        role="img"
      />
      <Group gap="xs">
        <Button
          size="xs"
          variant="default"
          onClick={() => void downloadPng(image.current!, `${fileName}.png`)}
        >
          {t('downloadPng')}
        </Button>
        <Button size="xs" variant="default" onClick={() => downloadSvg(image.current!, `${fileName}.svg`)}>
          {t('downloadSvg')}
        </Button>
      </Group>
    </Stack>
  );
}
