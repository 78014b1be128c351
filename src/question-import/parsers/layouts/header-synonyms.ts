import { synonymsByLanguage } from './header-synonyms-by-language.js';

/**
 * English header texts met in the wild, by meaning, the best-known first; compared after `normaliseWords`.
 * Numbered columns ("Option 1", "Wrong answer B") are patterns in numbered-headers.ts.
 */
const english = {
  question: `question | question text | question_text | questiontext | questions | question body | question stem
    | question content | question description | question prompt | question statement | the question | prompt | stem
    | item | item text | item stem | problem statement | problem | content | question html | html of the question | statement | assertion | claim | text | title_text
    | question - max 120 characters | 3. question:`,
  title: `title | name | question name | questionname | label | question title | item name | short name`,
  type: `type | question type | question_type | questiontype | qtype | type of question | item type | answer type
    | response type | interaction type | kind | format | question format | 2. question type:`,
  correct: `correct | correct answer | correct_answer | correctanswer | correct answers | correctanswers
    | correct answer(s) | correct option | correct options | correctoption | correct option(s) * | correct option no.
    | correct option number | correct choice | correct choices | correct choice(s) | correct response | correct responses
    | correct letter | correct alternative | correctindex | correct_index | correctanswer_index | correct answer index
    | correct option index | answer index | index of correct answer | answer | answers | answer(s) | answer key | key
    | right answer | right answers | right option | solution | solutions | accepted answers | acceptable answers
    | answer text | expected answer | true/false | true or false | t/f | truth value | is true | is correct | correct?
    | iscorrect | correctness    | correct answer(s) - choose at least one | correct answer(s) (only include answer #) | answered | ans`,
  options: `options | option | choices | choice | answer options | answer option | answer choices | answer choice
    | possible answers | possible answer | alternatives | alternative | list of options | option list | response options
    | all options`,
  points: `points | point | marks | mark | score | max score | max_score | maximum score | maximum marks | max marks
    | max points | maximum points | total marks | point value | points value | points possible | positive marks
    | correct marks | marks for correct answer | defaultmark | default mark | defaultgrade | default grade | grade
    | weight | weighting | weightage | value | points (fr) | pts`,
  penalty: `penalty | negative marks | negative marking | negative mark | negative score | negative points | minus marks
    | deduction | incorrect score | wrong marks | marks for wrong answer | penalty points | malus`,
  explanation: `explanation | answer explanation | explanations | rationale | justification | reason | feedback
    | general feedback | generalfeedback | question feedback | comment | comments | solution text | solution explanation
    | answer description | explanation of answer | answer rationale | remark | 6. explanation (optional):`,
  category: `category | categories | topic | topics | subject | section | skill | skill * | skills | domain | pool
    | question bank | question pool | module | area | competency | theme | course`,
  subcategory: `sub topic | subtopic | subcategory | sub category | sub-skill | sub skill | subskill | sub domain
    | subdomain | chapter | lesson`,
  tags: `tags | tag | labels | keywords | keyword | tag1 | tag list | question tags`,
  difficulty: `difficulty | difficulty level | difficulty level * | difficulty rating | difficultylevel
    | question difficulty | level | level of difficulty | complexity`,
  time_limit_seconds: `time limit | time_limit | timelimit | time | timer | time in seconds | time limit in seconds
    | duration | duration (sec) | duration in seconds | time (sec) | time (s) | time (seconds) | time limit (seconds)
    | time limit (s) | time limit (sec) | time limit (sec) (max: 300 seconds)
    | time limit (sec) – 5, 10, 20, 30, 60, 90, 120, or 240 secs | seconds | recommended time | time allowed`,
  time_limit_minutes: `time (min) | time (minutes) | time limit (min) | time limit (minutes) | time in minutes
    | time limit in minutes | duration (min) | duration (minutes) | duration in minutes | minutes`,
  tolerance: `tolerance | margin | margin of error | error margin | accepted error | allowed error | acceptable error
    | +/- | ±`,
  unit: `unit | units | unit of measure | unit of measurement`,
  case_sensitive: `case sensitive | case_sensitive | casesensitive | case sensitivity | is case sensitive | match case
    | usecase`,
  shuffle_options: `shuffle | shuffle options | shuffle_options | shuffle answers | shuffle choices | shuffleanswers
    | random answer order | random order | randomize | randomise | randomize options | randomise options
    | randomize answers | randomise answers | randomize choices`,
  fixed_order: `fixed order | fixed_order | keep order | do not shuffle | lock order`,
  image: `image | images | image link | image url | imageurl | question image | picture | picture url | media | media url
    | question media | video | video url | audio | audio url | attachment | attachments | attachmenturl`,
  external_id: `id | external id | external_id | idnumber | question id | questionid | question code | item id | item code
    | code | ref | reference | uid | uuid`,
  language: `language | lang | locale`,
  required: `required | mandatory | is required | is mandatory | compulsory`,
  feedback_right: `correctfeedback | correct feedback | correct answer feedback | feedback for correct answer
    | feedback correct | feedback if correct`,
  feedback_wrong: `incorrectfeedback | incorrect feedback | incorrect answer feedback | feedback for incorrect answer
    | feedback incorrect | feedback if incorrect | wrong answer feedback`,
  hint: `hint | hints | clue`,
  grader_info: `grader info | information for graders | rubric | marking scheme | marking guide | model answer
    | sample answer`,
  // Columns of the template that no other tool has.
  scoring: `scoring rule`,
  maximum_selections: `max selections | max choices`,
  answer_shares: ``,
  comparison: ``,
  decimal_separator: ``,
  // In exported tables, assay_id is what a question is called here. It tells an export from a table that a person wrote.
  ignored: `assay_id | s.no | s. no. | s no | s/n | sn | sr no | sr. no. | no | no. | nr | nr. | # | n° | nº | number
    | question # | question no | question no. | question nr | question number | questionnumber | question order | order
    | sequence | q | q# | q no | q. no. | sl no | sl. no. | serial | serial no | serial number | row | index | author
    | owner | status | created by | created at | created on | created | updated at | updated by | last modified | date
    | version | teacher notes | upload notes | do not change | slug | answernumbering | timestamp`,
} as const satisfies Record<string, string>;

export type PlainMeaning = keyof typeof english;

export const plainMeanings = Object.keys(english) as readonly PlainMeaning[];

/** Header texts of a meaning; its own name, the header in the template of this product, comes first. */
export function headerTexts(meaning: PlainMeaning): readonly string[] {
  return [meaning, english[meaning], synonymsByLanguage[meaning] ?? '']
    .flatMap((texts) => texts.split('|'))
    .map((text) => text.trim())
    .filter((text) => text !== '');
}
