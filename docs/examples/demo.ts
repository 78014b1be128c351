import { spawn, type ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { Api, type Reply } from './demo-api.js';
import { printTable } from './demo-table.js';

/**
 * The main job on real input, over HTTP as anybody would do it: a sheet of questions becomes an assessment, 25
 * simulated candidates take it, and the results are printed. `npm run demo` uses the app that runs on port 3000, or
 * starts one; `npm run demo -- http://host:port` uses another.
 */
const candidateCount = 25;
const submittingTwice = new Set([6, 18]);
const sheet = fileURLToPath(new URL('onboarding-quiz.xlsx', import.meta.url));
const defaultAddress = 'http://localhost:3000';

interface Question {
  readonly id: string;
  readonly kind: string;
  readonly content: { readonly options?: readonly { readonly id: string }[] };
  readonly key: {
    readonly correctOptionId?: string;
    readonly correctOptionIds?: readonly string[];
    readonly correct?: boolean;
    readonly accepted?: readonly { readonly text?: string; readonly value?: string; readonly min?: string }[];
  };
}

interface Refusal {
  readonly candidate: string;
  readonly attempted: string;
  readonly status: number;
  readonly code: string;
  readonly reason: string;
}

async function main(): Promise<void> {
  const address = process.argv[2] ?? defaultAddress;
  const started = (await isReady(address)) ? undefined : await startApp(address);
  try {
    await demonstrate(new Api(address));
  } finally {
    if (started) await stopApp(started);
  }
}

async function demonstrate(api: Api): Promise<void> {
  const owner = await signUp(api);
  const assessment = expectStatus(
    201,
    await owner.post('/assessments', {
      title: 'Onboarding quiz',
      description: 'Twenty questions about the first weeks at a new company.',
      timeLimitMinutes: 30,
      passMarkPercent: 60,
      shuffleQuestions: true,
      shuffleOptions: true,
      reviewPolicy: 'score',
    }),
  ).body;

  const imported = expectStatus(
    201,
    await owner.upload(`/assessments/${assessment.id}/imports`, sheet, await readFile(sheet)),
  ).body;
  say(
    `Read ${imported.fileName} (${imported.layout}): ${imported.readyCount} questions, ${imported.errorCount} errors, ${imported.warningCount} warnings.`,
  );
  for (const problem of imported.problems)
    say(`  row ${problem.row}, ${problem.column ?? ''}: ${problem.message}`);
  expectStatus(200, await owner.post(`/imports/${imported.id}/commit`, {}));
  const published = expectStatus(201, await owner.post(`/assessments/${assessment.id}/publish`)).body;
  say(
    `Published version ${published.version.number}: ${published.version.itemCount} questions, ${published.version.maximumPoints} points, content ${published.version.contentHash.slice(0, 12)}…`,
  );
  const link = `/public/assessments/${published.assessment.slug}`;
  say(`Public link: ${api.url(link)}\n`);

  const questions = expectStatus(200, await owner.get(`/assessments/${assessment.id}/questions?limit=200`))
    .body.items as Question[];
  const byId = new Map(questions.map((question) => [question.id, question]));
  const refusals: Refusal[] = [];
  await Promise.all(
    Array.from({ length: candidateCount }, (_, index) => takeAssessment(api, link, index, byId, refusals)),
  );

  const results = expectStatus(
    200,
    await owner.get(`/assessments/${assessment.id}/submissions?sort=score&order=desc&limit=100`),
  ).body.items;
  printTable(
    'Results',
    ['candidate', 'points', 'percent', 'passed'],
    results.map((row: Record<string, unknown> & { candidate: { name: string } }) => [
      row.candidate.name,
      `${String(row['points'])} of ${String(row['maximumPoints'])}`,
      Number(row['percent']).toFixed(2),
      row['passed'] ? 'yes' : 'no',
    ]),
  );
  printTable(
    'Refused',
    ['candidate', 'attempted', 'answer', 'why'],
    refusals.map((refusal) => [
      refusal.candidate,
      refusal.attempted,
      `${refusal.status} ${refusal.code}`,
      refusal.reason,
    ]),
  );
  say(
    `${results.length} submissions from ${candidateCount} candidates; ${results.filter((row: { passed: boolean }) => row.passed).length} passed at ${assessment.passMarkPercent} %.`,
  );
}

async function signUp(api: Api): Promise<Api> {
  const email = `owner-${randomUUID()}@example.org`;
  const password = randomUUID();
  expectStatus(
    202,
    await api.post('/auth/sign-up', { employerName: 'Example Works', name: 'Demo Owner', email, password }),
  );
  const session = expectStatus(200, await api.post('/auth/sign-in', { email, password }));
  return api.withCookies(session.cookies);
}

async function takeAssessment(
  api: Api,
  link: string,
  index: number,
  questions: ReadonlyMap<string, Question>,
  refusals: Refusal[],
): Promise<void> {
  const name = `Candidate ${String(index + 1).padStart(2, '0')}`;
  const random = randomFrom(index + 1);
  const skill = 0.35 + 0.6 * random();
  const start = { email: `candidate-${index + 1}@example.org`, name };
  const attempt = expectStatus(201, await api.post(`${link}/attempts`, start, randomUUID())).body;
  const candidate = api.withToken(attempt.attemptToken);
  const paper = expectStatus(200, await candidate.get('/public/attempt')).body;
  const shown = new Set((paper.items as { questionId: string }[]).map((item) => item.questionId));
  // In the author's order, not the shuffled one, so that the scores are the same each time.
  for (const [questionId, question] of questions) {
    if (!shown.has(questionId) || random() < 0.04) continue;
    const response = random() < skill ? rightAnswer(question) : wrongAnswer(question, random);
    expectStatus(
      200,
      await candidate.put(`/public/attempt/answers/${questionId}`, { response, clientSeq: 1 }),
    );
  }
  expectStatus(201, await candidate.post('/public/attempt/submit', undefined, randomUUID()));
  if (!submittingTwice.has(index)) return;
  const again = await candidate.post('/public/attempt/submit', undefined, randomUUID());
  refusals.push(refusal(name, 'submit a second time', again));
  const restarted = await api.post(`${link}/attempts`, start, randomUUID());
  refusals.push(refusal(name, 'start again in another browser', restarted));
}

function refusal(candidate: string, attempted: string, answer: Reply): Refusal {
  return {
    candidate,
    attempted,
    status: answer.status,
    code: answer.body.code,
    reason: answer.body.detail ?? answer.body.title,
  };
}

function rightAnswer({ kind, key }: Question): unknown {
  if (kind === 'single_choice') return key.correctOptionId;
  if (kind === 'multiple_choice') return key.correctOptionIds;
  if (kind === 'true_false') return key.correct;
  const [first] = key.accepted ?? [];
  return first?.text ?? first?.value ?? first?.min;
}

function wrongAnswer({ kind, content, key }: Question, random: () => number): unknown {
  if (kind === 'true_false') return !key.correct;
  if (kind === 'numeric') return '-987654';
  if (kind === 'short_answer') return 'no idea';
  const wrong = (content.options ?? [])
    .map((option) => option.id)
    .filter((id) => id !== key.correctOptionId && !key.correctOptionIds?.includes(id));
  const picked = wrong[Math.floor(random() * wrong.length)];
  return kind === 'multiple_choice' ? [picked] : picked;
}

/** A small generator with a seed, so that the demo prints the same scores each time (Lehmer, 48271 modulo 2^31 - 1). */
function randomFrom(seed: number): () => number {
  let state = (seed * 7_919) % 2_147_483_647;
  return () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
}

async function isReady(address: string): Promise<boolean> {
  try {
    return (await fetch(`${address}/health/ready`)).ok;
  } catch {
    return false;
  }
}

async function startApp(address: string): Promise<ChildProcess> {
  say(`No Assay answers at ${address}; starting one.`);
  const program = fileURLToPath(new URL('../../dist/src/main.js', import.meta.url));
  const { port } = new URL(address);
  const app = spawn(process.execPath, [program], {
    env: { ...process.env, PORT: port || '3000', LOG_LEVEL: 'warn' },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const ended = new Promise<never>((_resolve, reject) => {
    app.once('exit', (code) => reject(new Error(`Assay did not start (exit code ${code}).`)));
  });
  const ready = (async () => {
    for (let tries = 0; tries < 300; tries += 1) {
      if (await isReady(address)) return;
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
    throw new Error('Assay did not become ready within a minute.');
  })();
  ended.catch(() => undefined);
  await Promise.race([ready, ended]);
  return app;
}

async function stopApp(app: ChildProcess): Promise<void> {
  const ended = new Promise((resolve) => app.once('exit', resolve));
  app.kill('SIGTERM');
  await ended;
}

function expectStatus(status: number, reply: Reply): Reply {
  if (reply.status === status) return reply;
  throw new Error(`${reply.request} answered ${reply.status}, not ${status}: ${JSON.stringify(reply.body)}`);
}

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
