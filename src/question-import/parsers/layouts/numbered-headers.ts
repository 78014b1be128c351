import type { HeaderMeaning } from './header-meaning.js';

/** "right" columns stand beside options and hold marks: x, TRUE, 1. */
export type NumberedMeaning = 'option' | 'wrong' | 'right' | 'weight' | 'feedback';

const optionNames = `option|answer option|answer choice|possible answer|multiple choice|opt|answer|ans|choice|alternative
  |response|answer text|antwort|antwortoption|antwortmöglichkeit|auswahl|opción|opcion|respuesta|alternativa|réponse|reponse
  |choix|proposition|opção|opcao|resposta|risposta|opzione|scelta|antwoord|antwoordoptie|optie|keuze|svar|svarsalternativ
  |svaralternativ|alternativ|svarmulighed|odpowiedź|odpowiedz|opcja|wariant|odpověď|možnost|cevap|seçenek|şık|yanıt|вариант
  |вариант ответа|ответ|варіант|відповідь|lựa chọn|đáp án|phương án|câu trả lời|pilihan|jawaban|opsi|الخيار|خيار|الإجابة
  |إجابة|选项|選項|选择|選択肢|解答|보기|선택지`;
const rightWords = 'correct|right';
const wrongNames = `(?:incorrect|wrong|false|bad) (?:answer|option|choice|response|alternative)|distractor|distracter|falsche antwort
  |falsche option|respuesta incorrecta|opción incorrecta|mauvaise réponse|réponse incorrecte|réponse fausse|resposta errada
  |resposta incorreta|alternativa incorreta|risposta sbagliata|risposta errata|fout antwoord|onjuist antwoord|fel svar
  |felaktigt svar|forkert svar|feil svar|zła odpowiedź|błędna odpowiedź|niepoprawna odpowiedź|yanlış cevap|yanlış seçenek
  |неправильный ответ|неверный ответ|câu trả lời sai|jawaban salah|إجابة خاطئة|错误答案|干扰项|誤答|오답`;
const weightNames =
  'weight|weighting|fraction|points?|score|marks?|grade|value|percent|percentage|gewicht|punkte|puntos|poids';
const feedbackNames = 'feedback|comment|explanation|rationale|rückmeldung|retroalimentación';

const oneLine = (names: string): string => names.replace(/\s*\n\s*/g, '');
// A letter may touch the name ("optionA"), but "options" and "answers" are plurals.
const label = '(?: ?(?:no |nr )?(?<digits>\\d{1,2})| (?<spaced>[a-z])|(?<touching>[a-l]))';
const option = `(?:${oneLine(optionNames)})`;
const pattern = (source: string): RegExp => new RegExp(`^(?:${oneLine(source)})$`, 'u');

/** Each with one label, which gives the number of the column. */
const patterns: readonly (readonly [NumberedMeaning | 'correct', RegExp])[] = [
  ['option', pattern(`${option}${label}(?: text)?`)],
  ['wrong', pattern(`(?:${wrongNames})s?(?:${label})?`)],
  ['correct', pattern(`(?:${rightWords}) (?:answer|option|choice|response)${label}`)],
  ['right', pattern(`(?:is )?(?:${rightWords})${label}`)],
  ['right', pattern(`(?:is )?${option}${label} (?:is )?(?:${rightWords}|true|correctness|key)\\??`)],
  ['weight', pattern(`(?:${weightNames}) ?(?:(?:for|of) )?(?:${option})?${label}`)],
  ['weight', pattern(`${option}${label} (?:${weightNames})`)],
  ['feedback', pattern(`(?:${feedbackNames}) ?(?:(?:for|of|de|zu) )?(?:${option})?${label}`)],
  ['feedback', pattern(`${option}${label} (?:${feedbackNames})`)],
];

/** "Option 1", "Answer B", "Wrong answer 2", "choice_1_score", "A". */
export function numberedHeader(words: string): HeaderMeaning | undefined {
  if (/^[a-z]$/.test(words)) {
    return { meaning: 'option', rank: 0, number: letterNumber(words), isBareLetter: true };
  }
  if (/^tag ?\d{1,2}$/.test(words)) {
    return { meaning: 'tags', rank: 0 };
  }
  for (const [meaning, regular] of patterns) {
    const match = regular.exec(words);
    if (match !== null) {
      return describe(meaning, words, match);
    }
  }
  return undefined;
}

function describe(
  meaning: NumberedMeaning | 'correct',
  words: string,
  { groups }: RegExpExecArray,
): HeaderMeaning {
  const letters = groups?.['spaced'] ?? groups?.['touching'];
  const number =
    groups?.['digits'] === undefined ? letters && letterNumber(letters) : Number(groups['digits']);
  if (meaning === 'correct') {
    return { meaning, rank: 0, isNumberedAnswer: true };
  }
  const isNumberedAnswer = meaning === 'option' && /^(?:answer|ans) ?\d/.test(words);
  return {
    meaning,
    rank: 0,
    ...(typeof number === 'number' && { number }),
    ...(isNumberedAnswer && { isNumberedAnswer }),
  };
}

/** 1 for "a". */
export function letterNumber(letter: string): number {
  return letter.toLowerCase().charCodeAt(0) - 96;
}
