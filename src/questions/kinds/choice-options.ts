import { foldText, strictestFold } from '../../common/text/fold-text.js';
import { BodyReader, isAbsent, pointerTo, type Properties } from './body-reader.js';
import type { NewOptionId, OrderOptions } from './question-kind.js';

export interface ChoiceOption {
  readonly id: string;
  readonly text: string;
}

export interface ChoiceContent {
  readonly options: readonly ChoiceOption[];
  readonly shuffleOptions: boolean;
}

const fewestOptions = 2;
const mostOptions = 20;
const longestOptionText = 2000;
const optionIdPattern = /^[A-Za-z0-9_-]{1,64}$/;

/** One entry for each place in the author's list, undefined where that option has a problem. */
export type ReadOptions = readonly (ChoiceOption | undefined)[];

function readOptionId(reader: BodyReader, value: unknown, pointer: string, newOptionId: NewOptionId) {
  if (isAbsent(value)) {
    return newOptionId();
  }
  if (typeof value !== 'string') {
    return reader.note(pointer, 'wrong-type', 'must be a text');
  }
  return optionIdPattern.test(value)
    ? value
    : reader.note(pointer, 'unusable-id', 'must be 1 to 64 letters, digits, hyphens or underscores');
}

export function readOptions(
  reader: BodyReader,
  content: Properties,
  newOptionId: NewOptionId,
): ReadOptions | undefined {
  const list = reader.list(content.get('options'), '/content/options', fewestOptions, mostOptions);
  const ids = new Set<string>();
  const texts = new Set<string>();
  return list?.map((entry, index) => {
    const pointer = pointerTo('/content/options', index);
    const properties = reader.properties(entry, pointer, ['id', 'text']);
    if (properties === undefined) {
      return undefined;
    }
    const id = readOptionId(reader, properties.get('id'), `${pointer}/id`, newOptionId);
    const text = reader.trimmedText(properties.get('text'), `${pointer}/text`, longestOptionText);
    if (id === undefined || text === undefined) {
      return undefined;
    }
    if (ids.has(id)) {
      reader.note(`${pointer}/id`, 'duplicate', 'is the id of an earlier option');
    }
    // Case counts: "which of these names a class, list or List?" is a fair question.
    const seenAs = foldText(text, strictestFold);
    if (seenAs === '') {
      reader.note(`${pointer}/text`, 'empty', 'must not be empty');
    } else if (texts.has(seenAs)) {
      reader.note(`${pointer}/text`, 'duplicate', 'looks the same as an earlier option');
    }
    ids.add(id);
    texts.add(seenAs);
    return { id, text };
  });
}

/** All options, or undefined when one of them has a problem. */
export function completeOptions(options: ReadOptions | undefined): readonly ChoiceOption[] | undefined {
  const complete = options?.filter((option) => option !== undefined);
  return complete?.length === options?.length ? complete : undefined;
}

/** Accepts an id of an option, or undefined after noting the problem. Silent where the options are at fault. */
export function readOptionReference(
  reader: BodyReader,
  value: unknown,
  pointer: string,
  options: ReadOptions | undefined,
): string | undefined {
  if (typeof value !== 'string') {
    return reader.note(pointer, 'wrong-type', 'must be the id of an option');
  }
  if (completeOptions(options) === undefined || options?.some((option) => option?.id === value)) {
    return value;
  }
  return reader.note(pointer, 'unknown-option', 'is not the id of an option');
}

/** Accepts the place of an option in the list, counted from 0, and gives its id. */
export function readOptionIndex(
  reader: BodyReader,
  value: unknown,
  pointer: string,
  options: ReadOptions | undefined,
): string | undefined {
  const index = reader.wholeNumber(value, pointer, 0, (options?.length ?? mostOptions) - 1);
  return index === undefined ? undefined : options?.[index]?.id;
}

/** Throws when the order is not a permutation: a paper that lacks an option must never reach a candidate. */
export function optionsInOrder(content: ChoiceContent, orderOptions: OrderOptions): ChoiceOption[] {
  const byId = new Map(content.options.map((option) => [option.id, option]));
  const ids = [...byId.keys()];
  const ordered = content.shuffleOptions ? orderOptions(ids) : ids;
  if (ordered.length !== ids.length || new Set(ordered).size !== ids.length) {
    throw new Error('the order of the options leaves one out or repeats one');
  }
  return ordered.map((id) => {
    const option = byId.get(id);
    if (option === undefined) {
      throw new Error('the order of the options names an unknown one');
    }
    return { id: option.id, text: option.text };
  });
}
