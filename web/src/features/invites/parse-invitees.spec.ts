import { describe, expect, it } from 'vitest';
import { parseInvitees } from './parse-invitees.js';

function understood(text: string): string[] {
  return parseInvitees(text).invitees.map(({ line, email, name }) => `${line} ${email} ${name}`.trim());
}

describe('people as they are pasted', () => {
  it.each([
    ['anna@example.org', '1 anna@example.org'],
    ['  Anna Nowak <anna@example.org>  ', '1 anna@example.org Anna Nowak'],
    ['"Nowak, Anna" <anna@example.org>', '1 anna@example.org Nowak, Anna'],
    ['Anna Nowak, anna@example.org', '1 anna@example.org Anna Nowak'],
    ['anna@example.org; Anna Nowak', '1 anna@example.org Anna Nowak'],
    ['anna@example.org\tAnna  Nowak', '1 anna@example.org Anna Nowak'],
    ['<anna@example.org>,', '1 anna@example.org'],
    ["'anna@example.org'", '1 anna@example.org'],
    ["Conan O'Brien <o'brien@example.org>", "1 o'brien@example.org Conan O'Brien"],
    ["Conan O'Brien <conan@example.org>", "1 conan@example.org Conan O'Brien"],
  ])('%j', (text, person) => expect(understood(text)).toEqual([person]));

  it('takes the lines apart, whatever their ends, and lists within one', () => {
    expect(
      understood(
        'a@example.org\r\n\r\nb@example.org\n"C, D" <c@example.org>, D <d@example.org>; e@example.org',
      ),
    ).toEqual([
      '1 a@example.org',
      '3 b@example.org',
      '4 c@example.org C, D',
      '4 d@example.org D',
      '4 e@example.org',
    ]);
  });

  it('reads a table by the names of its columns', () => {
    expect(
      understood('\uFEFFName;E-mail\nAnna Nowak;anna@example.org\n"Owner; Olga";"olga@example.org"\n'),
    ).toEqual(['2 anna@example.org Anna Nowak', '3 olga@example.org Owner; Olga']);
    expect(understood('email,First name,Last name,Department\nanna@example.org,Anna,Nowak,Works')).toEqual([
      '2 anna@example.org Anna Nowak',
    ]);
    expect(understood('Imię\tNazwisko\tAdres e-mail\nAnna\tNowak\tanna@example.org')).toEqual([
      '2 anna@example.org Anna Nowak',
    ]);
    expect(understood('email\nanna@example.org')).toEqual(['2 anna@example.org']);
  });

  it('counts lines through a cell that has several', () => {
    expect(understood('name,email\n"Anna\n""Ania"" Nowak",anna@example.org\nBen,ben@example.org')).toEqual([
      '2 anna@example.org Anna\n"Ania" Nowak',
      '4 ben@example.org Ben',
    ]);
  });

  it('says what it did not take', () => {
    const text = 'anna@example.org\nnobody\nAnna <ANNA@example.org>\nben@localhost\n@example.org';
    expect(parseInvitees(text).notUnderstood).toEqual([
      { line: 2, text: 'nobody', why: 'noAddress' },
      { line: 3, text: 'Anna <ANNA@example.org>', why: 'twice' },
      { line: 4, text: 'ben@localhost', why: 'noAddress' },
      { line: 5, text: '@example.org', why: 'noAddress' },
    ]);
    expect(parseInvitees('name,email\nAnna,\n').notUnderstood).toEqual([
      { line: 2, text: 'Anna ', why: 'noAddress' },
    ]);
  });

  it('finds nobody in nothing', () => {
    expect(parseInvitees(' \n\n')).toEqual({ invitees: [], notUnderstood: [] });
  });

  it('is quick with a long list and with nonsense', () => {
    const many = Array.from({ length: 20_000 }, (_, index) => `Person ${index} <p${index}@example.org>`).join(
      '\n',
    );
    const start = performance.now();
    expect(parseInvitees(many).invitees).toHaveLength(20_000);
    parseInvitees('"'.repeat(50_000));
    parseInvitees(`${'a'.repeat(50_000)}@`);
    expect(performance.now() - start).toBeLessThan(5_000);
  });
});
