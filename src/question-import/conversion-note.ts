/** What the conversion of one question has to tell: an error keeps it out, a loss is left out of it. */
export interface ConversionNote {
  readonly severity: 'error' | 'loss';
  readonly code: string;
  readonly message: string;
  /** Of the column in which it stands, where the file is a table. */
  readonly meaning?: string;
}

export function errorNote(code: string, message: string, meaning?: string): ConversionNote {
  return { severity: 'error', code, message, ...(meaning !== undefined && { meaning }) };
}

export function lossNote(code: string, message: string, meaning?: string): ConversionNote {
  return { severity: 'loss', code, message, ...(meaning !== undefined && { meaning }) };
}

/** A text of the file as it may stand in a message. */
export function quoted(text: string): string {
  const line = text.slice(0, 200).replace(/\s+/g, ' ').trim();
  return `"${line.length > 60 ? `${[...line].slice(0, 57).join('')}...` : line}"`;
}

/** A share of the points as people say it: 50 %, 33.33 %. */
export function percent(share: number): string {
  return `${Number((share * 100).toFixed(2))} %`;
}
