import type { ImportedOption, ImportedQuestion } from '../../imported-question.js';
import type { FeedbackProbe, InteractionContent, ItemContext } from './item-context.js';
import { NotUnderstood } from '../scoring/not-understood.js';
import { sameScalar } from '../scoring/qti-value.js';
import type { Outcomes } from '../scoring/response-program.js';
import type { XmlElement } from '../xml/xml-document.js';
import { allElements, attribute } from '../xml/xml-query.js';

type FeedbackFields = Pick<ImportedQuestion, 'options' | 'explanation' | 'feedbackRight' | 'feedbackWrong'>;

const feedbackNames: ReadonlySet<string> = new Set(['modalFeedback', 'feedbackBlock', 'feedbackInline']);

const mostComparisons = 100_000;

/**
 * Which feedback belongs to which answer is said by the scoring program only: it is run on each option, on the right
 * answer and on none, and every feedback goes where it was shown.
 */
export function readFeedback(content: InteractionContent, context: ItemContext): FeedbackFields {
  const elements = allElements(context.item).filter(({ name }) => feedbackNames.has(name));
  if (elements.length === 0) {
    return {};
  }
  const shown =
    elements.length * content.probes.length > mostComparisons
      ? undefined
      : shownFeedback(elements, content.probes, context);
  if (shown === undefined) {
    loseFeedback(context);
    return {};
  }
  const placed = new PlacedFeedback();
  elements.forEach((element, index) => {
    const text = context.text.ofFeedback(element);
    const probes = content.probes.filter((_probe, at) => shown[at]?.[index] === true);
    if (text === '') {
      return;
    }
    if (!placed.place(text, probes, content.probes, ownOption(element, content))) {
      loseFeedback(context);
    }
  });
  return placed.fields(content.question.options);
}

function loseFeedback(context: ItemContext): void {
  context.lose(
    'feedback',
    'A feedback that is not shown for one option, a right or a wrong answer is left out.',
  );
}

/** For each probe, whether each feedback is shown. */
function shownFeedback(
  elements: readonly XmlElement[],
  probes: readonly FeedbackProbe[],
  context: ItemContext,
): readonly (readonly boolean[])[] | undefined {
  try {
    return probes.map(({ responses }) => {
      const outcomes = context.outcomes(responses);
      return elements.map((element) => isShown(element, outcomes));
    });
  } catch (error) {
    if (error instanceof NotUnderstood) {
      return undefined;
    }
    throw error;
  }
}

function isShown(element: XmlElement, outcomes: Outcomes): boolean {
  const identifier = attribute(element, 'identifier');
  const items = outcomes.get(attribute(element, 'outcomeIdentifier') ?? '')?.items ?? [];
  const isNamed = items.some((item) => sameScalar(item, identifier));
  return attribute(element, 'showHide') === 'hide' ? !isNamed : isNamed;
}

/** The option that holds the feedback or has its name. */
function ownOption(element: XmlElement, { optionIdentifiers = [] }: InteractionContent): string | undefined {
  const identifier = attribute(element, 'identifier');
  return optionIdentifiers.find((option) => option === identifier);
}

class PlacedFeedback {
  private readonly ofOptions = new Map<number, string[]>();
  private readonly always: string[] = [];
  private readonly right: string[] = [];
  private readonly wrong: string[] = [];

  /** False where there is no place for it. */
  place(
    text: string,
    shownOn: readonly FeedbackProbe[],
    all: readonly FeedbackProbe[],
    own: string | undefined,
  ): boolean {
    const options = shownOn.flatMap(({ option }) => option ?? []);
    const isForRight = shownOn.some(({ isRight }) => isRight);
    const isForWrong = shownOn.some(({ isRight }) => !isRight);
    const rightOnes = all.filter(({ isRight }) => isRight).length;
    if (shownOn.length === 0) {
      return false;
    }
    if (own === undefined && shownOn.length === all.length && all.length > 1) {
      this.always.push(text);
    } else if (own === undefined && !isForWrong && shownOn.length === rightOnes) {
      this.right.push(text);
    } else if (own === undefined && !isForRight && shownOn.length === all.length - rightOnes) {
      this.wrong.push(text);
    } else if (options.length > 0) {
      for (const option of options) {
        this.ofOptions.set(option, [...(this.ofOptions.get(option) ?? []), text]);
      }
    } else {
      return false;
    }
    return true;
  }

  fields(options: readonly ImportedOption[] | undefined): FeedbackFields {
    const joined = (texts: readonly string[]): string => texts.join('\n');
    return {
      ...(options === undefined || this.ofOptions.size === 0
        ? {}
        : {
            options: options.map((option, index) => {
              const texts = this.ofOptions.get(index);
              return texts === undefined ? option : { ...option, feedback: joined(texts) };
            }),
          }),
      ...(this.always.length === 0 ? {} : { explanation: joined(this.always) }),
      ...(this.right.length === 0 ? {} : { feedbackRight: joined(this.right) }),
      ...(this.wrong.length === 0 ? {} : { feedbackWrong: joined(this.wrong) }),
    };
  }
}
