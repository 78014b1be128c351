import {
  infiniteQueryOptions,
  queryOptions,
  type InfiniteData,
  type QueryClient,
} from '@tanstack/react-query';
import { answerOf, api, bodyOf } from '../../api/client.js';
import type { components } from '../../api/schema.js';

export type Question = components['schemas']['QuestionView'];
export type QuestionKind = Question['kind'];
export type NewQuestion = components['schemas']['CreateQuestion'];
export type QuestionChange = components['schemas']['ChangeQuestion'];

interface QuestionPage {
  readonly body: components['schemas']['QuestionListView'];
  /** Of the list: it moves when a question comes, goes or changes place. */
  readonly etag: string;
}

/** Few round trips for a bank of fifty thousand, and still an answer at once for everybody else. */
const pageSize = 500;

const listKey = (assessmentId: string) => ['assessment', assessmentId, 'questions'] as const;

export function questionListQuery(assessmentId: string) {
  return infiniteQueryOptions({
    queryKey: listKey(assessmentId),
    queryFn: ({ pageParam, signal }): Promise<QuestionPage> =>
      answerOf(
        api.GET('/api/v1/assessments/{assessmentId}/questions', {
          params: {
            path: { assessmentId },
            query: { limit: pageSize, ...(pageParam && { cursor: pageParam }) },
          },
          signal,
        }),
      ),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.body.nextCursor ?? undefined,
    staleTime: 30_000,
  });
}

export function questionQuery(assessmentId: string, id: string) {
  return queryOptions({
    queryKey: ['assessment', assessmentId, 'question', id],
    queryFn: ({ signal }) =>
      bodyOf(
        api.GET('/api/v1/assessments/{assessmentId}/questions/{id}', {
          params: { path: { assessmentId, id } },
          signal,
        }),
      ),
  });
}

/** Shows the new order before the server has answered; without it a dropped row would jump back for a moment. */
export function showOrder(cache: QueryClient, assessmentId: string, questions: readonly Question[]): void {
  let next = 0;
  changePages(cache, assessmentId, (page) => {
    const items = questions.slice(next, next + page.body.items.length);
    next += items.length;
    return { ...page, body: { ...page.body, items } };
  });
}

/** The new order is the server's now. */
export function acceptOrder(cache: QueryClient, assessmentId: string, etag: string): void {
  changePages(cache, assessmentId, (page) => ({ ...page, etag }));
}

function changePages(
  cache: QueryClient,
  assessmentId: string,
  change: (page: QuestionPage) => QuestionPage,
): void {
  cache.setQueryData<InfiniteData<QuestionPage, string | undefined>>(
    listKey(assessmentId),
    (data) => data && { ...data, pages: data.pages.map(change) },
  );
}

/** A question has changed: what shows it, and what counts it, is fetched anew. */
export async function refreshQuestions(cache: QueryClient, assessmentId: string): Promise<void> {
  await Promise.all([
    cache.invalidateQueries({ queryKey: ['assessment', assessmentId] }),
    cache.invalidateQueries({ queryKey: ['assessments'] }),
  ]);
}
