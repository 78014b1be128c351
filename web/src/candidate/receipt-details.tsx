import type { Receipt } from './api.js';
import { momentWithZone } from './moments.js';
import { receiptFile, type ReceiptFormat } from './receipt-file.js';
import { useTexts } from './use-texts.js';

/** The proof that the server has the answers. */
export function ReceiptDetails({ receipt }: { readonly receipt: Receipt }) {
  const { t, language } = useTexts();
  return (
    <>
      <dl className="facts receipt">
        <dt>{t('receiptId')}</dt>
        <dd className="code">{receipt.submissionId}</dd>
        <dt>{t('receiptEnded')}</dt>
        <dd>{t(`reason_${receipt.reason}`)}</dd>
        <dt>{t('receiptTime')}</dt>
        <dd>
          <time dateTime={receipt.receivedAt}>{momentWithZone(receipt.receivedAt, language, true)}</time>
        </dd>
        <dt>{t('receiptHash')}</dt>
        <dd className="code">{receipt.responsesHash}</dd>
        <dt>{t('receiptVersion')}</dt>
        <dd className="code">{receipt.versionHash}</dd>
      </dl>
      <p className="actions">
        <Download receipt={receipt} format="txt" label={t('downloadText')} />
        <Download receipt={receipt} format="json" label={t('downloadJson')} />
      </p>
    </>
  );
}

function Download({ receipt, format, label }: { receipt: Receipt; format: ReceiptFormat; label: string }) {
  const { t, language } = useTexts();

  function download(): void {
    const { name, type, text } = receiptFile(receipt, format, t, language);
    const url = URL.createObjectURL(new Blob([text], { type }));
    const link = document.createElement('a');
    link.href = url;
    link.download = name;
    link.click();
    // The browser has taken the bytes when the click returns; some read them a moment later.
    setTimeout(() => URL.revokeObjectURL(url), 10_000);
  }

  return (
    <button type="button" onClick={download}>
      {label}
    </button>
  );
}
