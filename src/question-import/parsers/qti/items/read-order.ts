import type { InteractionContent, ItemContext } from './item-context.js';
import { understandOrder } from '../scoring/order-scoring.js';
import { noteBelowZero } from './read-text-entry.js';
import type { XmlElement } from '../xml/xml-document.js';
import { attribute, childElements, truthAttribute } from '../xml/xml-query.js';

/** `orderInteraction`: all items of a list, brought into the right order. */
export function readOrder(interaction: XmlElement, context: ItemContext): InteractionContent | undefined {
  const response = context.responseOf(interaction);
  const texts = new Map(
    childElements(interaction, 'simpleChoice').map((choice) => [
      attribute(choice, 'identifier') ?? '',
      context.text.ofOption(choice),
    ]),
  );
  const right = response.correct.filter((identifier) => texts.has(identifier));
  if (right.length > 0 && right.length < texts.size) {
    context.refuse(
      'unsupported_type',
      'An order question in which only some of the items belong into the order is not offered.',
    );
    return undefined;
  }
  const scoring = context.understand(() =>
    right.length === 0 ? undefined : understandOrder(right, context.scoreOf(response.identifier)),
  );
  noteBelowZero(scoring?.goesBelowZero, context);
  const order = right.length === 0 ? [...texts.keys()] : right;
  const shuffle = truthAttribute(interaction, 'shuffle');
  return {
    points: scoring?.points,
    question: {
      kind: 'ordering',
      order: order.map((identifier) => texts.get(identifier) ?? ''),
      scoring: scoring?.scoring ?? 'review',
      ...(shuffle === undefined ? {} : { shuffle }),
    },
    probes: [
      { responses: new Map([[response.identifier, right]]), isRight: true },
      { responses: new Map(), isRight: false },
    ],
  };
}
