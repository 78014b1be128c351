/** Words for kinds of questions and for truth values met in the wild; compared after `normaliseWords`. */

const words = (text: string): readonly string[] => text.split('|').map((word) => word.trim());

/** "multiple choice" and its short forms usually mean one right answer, see `looseChoiceWords`. */
export const typeSynonyms = {
  single_choice: words(
    `single_choice | single choice | singlechoice | single answer | single_answer | single select | single-select
    | single correct | single response | single | mcq | mc | mcqs | mcsa | scq | sc | sba | best answer
    | one correct answer | multiple-choice | multiple choice | multichoice | multiple choice question | radio
    | radio button | radio buttons | one answer | choice | choose one | dropdown | drop down | drop-down | list
    | elección única | opción única | opción múltiple | selección única | einfachauswahl | einfachwahl
    | choix unique | qcu | qcm | seleção única | escolha única | múltipla escolha | scelta singola | scelta multipla
    | meerkeuze | enkelval | jednokrotny wybór | tek seçim | çoktan seçmeli | одиночный выбор | один ответ
    | trắc nghiệm | pilihan ganda | اختيار من متعدد | 单选 | 单选题 | 單選 | 單選題 | 選択 | 択一 | 객관식`,
  ),
  multiple_choice: words(
    `multiple_choice | multiple response | multi select | multi-select | multiselect | multiple select
    | multiple-select | ms | ma | mca | mcma | msq | mrq | mr | multi response | multi answer | multi-answer
    | multiple correct | multiple correct answers | multiple answer | multiple answers | multiple answers question
    | checkbox | checkboxes | check box | check boxes | select all that apply | select all | choose all that apply
    | mehrfachauswahl | choix multiple | choix multiples | elección múltiple | selección múltiple
    | respuesta múltiple | seleção múltipla | risposta multipla | meerdere antwoorden | flerval | wielokrotny wybór
    | çoklu seçim | множественный выбор | несколько ответов | 多选 | 多选题 | 多選 | 多選題 | 複数選択`,
  ),
  true_false: words(
    `true_false | true/false | true or false | true-false | truefalse | true / false | tf | t/f | t-f | boolean
    | bool | yes/no | yes no | yes or no | right/wrong | correct/incorrect | wahr/falsch | richtig/falsch | ja/nein
    | vrai/faux | vrai ou faux | verdadero/falso | verdadero o falso | verdadeiro/falso | verdadeiro ou falso
    | certo/errado | vero/falso | vero o falso | waar/onwaar | sant/falskt | prawda/fałsz | pravda/nepravda
    | doğru/yanlış | верно/неверно | правда/ложь | да/нет | đúng/sai | benar/salah | صح/خطأ | صح أو خطأ | 判断 | 判断题
    | 是非题 | 是非題 | 正誤 | ○× | ox`,
  ),
  short_answer: words(
    `short_answer | short answer | shortanswer | short text | short_text | short response | sa | fib | fitb
    | fill-in-the-blank | fill in the blank | fill in the blanks | fill-in-the-blanks | fill_blank | fill blank
    | fill in | fill-in | fill | blank | one word | one word answer | single word | single line | text | text entry
    | text input | text answer | typed answer | type answer | type the answer | single-line | identification
    | short | kurzantwort | réponse courte | respuesta corta | rellenar huecos | resposta curta
    | risposta breve | kort antwoord | kort svar | krótka odpowiedź | kısa cevap | boşluk doldurma | короткий ответ
    | điền vào chỗ trống | isian singkat | إجابة قصيرة | 填空 | 填空题 | 填空題 | 簡答 | 記述(短答) | 주관식 | 단답형`,
  ),
  numeric: words(
    `numeric | numerical | numeric answer | numeric response | numerical answer | numeric entry | number
    | number entry | num | nat | integer | integer type | decimal | calculated | numerisch | zahl | numérique
    | numérico | numérica | numerico | numeriek | liczbowe | sayısal | числовой`,
  ),
  matching: words(
    `matching | match | mat | m | mt | match the following | match the pairs | pairs | pair | matching pairs
    | zuordnung | association | appariement | emparejar | relacionar | associação | abbinamento | koppelen
    | dopasowanie | eşleştirme | сопоставление | соответствие | menjodohkan | 匹配 | 连线题 | 配對`,
  ),
  ordering: words(
    `ordering | order | ord | o | sequence | sequencing | rank | ranking | reorder | arrange | sort | sorting
    | put in order | reihenfolge | classement | ordenar | ordenação | ordinamento | volgorde | kolejność | sıralama
    | порядок | упорядочение | 排序 | 排序题`,
  ),
  essay: words(
    `essay | ess | long answer | long text | long response | paragraph | subjective | descriptive | description
    | written response | wr | written answer | open ended | open-ended | openended | open | open question
    | open response | free text | free response | free_text | multi-line | multi line | multiline | text area
    | textarea | extended response | freitext | offene frage | aufsatz | question ouverte | rédaction
    | pregunta abierta | respuesta abierta | ensayo | questão aberta | dissertativa | discursiva
    | domanda aperta | open vraag | fritext | pytanie otwarte | açık uçlu | эссе | открытый вопрос | развернутый ответ
    | tự luận | uraian | esai | مقالي | سؤال مفتوح | 问答 | 问答题 | 简答题 | 論述 | 申論題 | 記述 | 서술형 | 논술형`,
  ),
  cloze: words(
    `cloze | multianswer | fib_plus | gap fill | gap-fill | gapfill | multiple blanks | mbq | fill in multiple blanks
    | lückentext | texte à trous | drag the words`,
  ),
} as const satisfies Record<string, readonly string[]>;

/** Words for a choice question that leave open whether several answers may be right. */
export const looseChoiceWords: readonly string[] = words(
  `mcq | mc | mcqs | multiple-choice | multiple choice | multiple choice question | multichoice | choice | opción múltiple
  | múltipla escolha | scelta multipla | meerkeuze | çoktan seçmeli | trắc nghiệm | pilihan ganda | اختيار من متعدد | 選択
  | 객관식 | qcm | list`,
);

export const truthWords = {
  true: words(
    `true | t | yes | y | 1 | correct | wahr | richtig | ja | stimmt | verdadero | verdadera | cierto | sí | si | vrai | v
    | oui | verdadeiro | certo | sim | vero | vera | sì | waar | juist | sant | rätt | sand | sandt | prawda | tak | pravda
    | ano | doğru | evet | да | верно | правда | так | đúng | benar | صح | صحيح | نعم | 对 | 正确 | 是 | 對 | 正確 | 正しい | はい
    | 참 | 예 | ✓ | ✔ | ☑ | ✅ | x`,
  ),
  false: words(
    `false | f | no | n | 0 | incorrect | wrong | falsch | nein | stimmt nicht | falso | falsa | faux | non | errado | não
    | onwaar | onjuist | nee | falskt | fel | nej | falsk | usant | nei | fałsz | nie | nepravda | ne | yanlış | hayır | нет
    | неверно | ложь | ні | sai | salah | خطأ | خاطئ | لا | 错 | 错误 | 否 | 錯 | 錯誤 | 誤り | いいえ | 거짓 | 아니요 | ✗ | ✘ | ❌`,
  ),
} as const;
