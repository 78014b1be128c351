import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query';
import { useEffect, useMemo } from 'react';
import { answerOf, api } from '../../api/client.js';
import { moved } from './question-order.js';
import {
  acceptOrder,
  questionListQuery,
  refreshQuestions,
  showOrder,
  type Question,
} from './question.queries.js';

/** All questions of a draft, page after page, and the change of their order. */
export function useQuestionList(assessmentId: string) {
  const cache = useQueryClient();
  const list = useInfiniteQuery(questionListQuery(assessmentId));
  const { hasNextPage, isFetching, isError, fetchNextPage } = list;
  useEffect(() => {
    if (hasNextPage && !isFetching && !isError) void fetchNextPage();
  }, [hasNextPage, isFetching, isError, fetchNextPage]);

  const pages = list.data?.pages;
  const questions = useMemo(() => pages?.flatMap(({ body }) => body.items) ?? [], [pages]);
  // Pages of different states of the list cannot be put in order together.
  const etag = pages?.every((page) => page.etag === pages[0]?.etag) ? pages[0]?.etag : undefined;

  const reorder = useMutation({
    mutationFn: ({ order, ifMatch }: { order: readonly Question[]; ifMatch: string }) =>
      answerOf(
        api.PUT('/api/v1/assessments/{assessmentId}/questions/order', {
          params: { path: { assessmentId }, header: { 'If-Match': ifMatch } },
          body: { questionIds: order.map(({ id }) => id) },
        }),
      ),
    // One after the other: the second order is sent with the ETag that the first has made.
    scope: { id: `order-${assessmentId}` },
    onSuccess: (answer) => acceptOrder(cache, assessmentId, answer.etag),
    onError: () => void refreshQuestions(cache, assessmentId),
  });

  const isComplete = list.isSuccess && !hasNextPage && etag !== undefined;
  function move(from: number, to: number): void {
    if (!isComplete || reorder.isPending || from === to) return;
    const order = moved(questions, from, to);
    showOrder(cache, assessmentId, order);
    reorder.mutate({ order, ifMatch: etag });
  }
  return { list, questions, isComplete, reorder, move };
}
