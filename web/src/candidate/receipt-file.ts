import type { Receipt } from './api.js';
import { momentWithZone } from './moments.js';
import type { Translate } from './texts.js';

export type ReceiptFormat = 'txt' | 'json';

/** The receipt as a file to keep: for people, or exactly as the server sent it. */
export function receiptFile(receipt: Receipt, format: ReceiptFormat, t: Translate, language: string) {
  const name = `assay-receipt-${receipt.submissionId}.${format}`;
  if (format === 'json')
    return { name, type: 'application/json', text: `${JSON.stringify(receipt, null, 2)}\n` };
  const lines: readonly (readonly [string, string])[] = [
    [t('receiptId'), receipt.submissionId],
    [t('receiptEnded'), t(`reason_${receipt.reason}`)],
    [t('receiptTime'), `${receipt.receivedAt} (${momentWithZone(receipt.receivedAt, language)})`],
    [t('receiptHash'), receipt.responsesHash],
    [t('receiptVersion'), receipt.versionHash],
  ];
  const text = `${t('receiptTitle')}\n\n${lines.map(([label, value]) => `${label}: ${value}\n`).join('')}`;
  return { name, type: 'text/plain;charset=utf-8', text };
}
