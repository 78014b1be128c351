import { Rational } from '../../../../common/exact/rational.js';
import { responseValue, type ItemDeclarations } from './declarations.js';
import { evaluate, type ExpressionContext } from './expressions.js';
import { NotUnderstood } from './not-understood.js';
import { asNumber, nullValue, singleValue, type QtiValue } from './qti-value.js';
import type { XmlElement } from '../xml/xml-document.js';
import { attribute, childElements } from '../xml/xml-query.js';

/** Texts of each response; a response that is absent was not answered. */
export type Responses = ReadonlyMap<string, readonly string[]>;
export type Outcomes = ReadonlyMap<string, QtiValue>;

/** How much work the programs of one file may cost; shared, so that a thousand slow items are no way around it. */
export class WorkBudget {
  private spent = 0;

  constructor(private readonly most: number) {}

  step(count: number): void {
    this.spent += count;
    if (this.spent > this.most) {
      throw new NotUnderstood('more steps than all questions of a file may take');
    }
  }
}

/** A text with twenty gaps takes 30,000. */
const mostStepsOfItem = 200_000;

/**
 * The response processing of one item. It is a small program, and many shapes of it mean the same: so it is not
 * compared with known shapes but run, on every answer that matters, and what it gives is what is imported.
 */
export class ResponseProgram {
  private steps = 0;

  constructor(
    private readonly program: XmlElement,
    private readonly declarations: ItemDeclarations,
    private readonly budget: WorkBudget,
  ) {}

  /** @throws NotUnderstood */
  run(responses: Responses): Outcomes {
    const outcomes = new Map<string, QtiValue>();
    for (const { identifier, start } of this.declarations.outcomes.values()) {
      outcomes.set(identifier, start);
    }
    this.runRules(childElements(this.program), outcomes, this.contextOf(responses, outcomes));
    return outcomes;
  }

  /** The points of a response, before the weights of a test. */
  score(responses: Responses): Rational {
    const outcomes = this.run(responses);
    const score =
      outcomes.get('SCORE') ?? [...outcomes].find(([name]) => name.toUpperCase() === 'SCORE')?.[1];
    if (score === undefined) {
      throw new NotUnderstood('no outcome called SCORE');
    }
    return asNumber(score) ?? Rational.zero;
  }

  private contextOf(responses: Responses, outcomes: Outcomes): ExpressionContext {
    const declared = this.declarations.responses;
    return {
      variable: (identifier) => {
        const declaration = declared.get(identifier);
        if (declaration !== undefined) {
          return responseValue(declaration, responses.get(identifier) ?? []);
        }
        return outcomes.get(identifier) ?? builtIn(identifier);
      },
      correct: (identifier) => {
        const declaration = declared.get(identifier);
        return declaration === undefined ? nullValue : responseValue(declaration, declaration.correct);
      },
      mapping: (identifier) => declared.get(identifier)?.mapping,
      step: (count) => {
        this.steps += count;
        if (this.steps > mostStepsOfItem) {
          throw new NotUnderstood('more steps than a question may take');
        }
        this.budget.step(count);
      },
    };
  }

  /** Returns false after an exit. */
  private runRules(
    rules: readonly XmlElement[],
    outcomes: Map<string, QtiValue>,
    context: ExpressionContext,
  ): boolean {
    return rules.every((rule) => {
      context.step(1);
      switch (rule.name) {
        case 'responseCondition':
          return this.runCondition(rule, outcomes, context);
        case 'responseProcessingFragment':
          return this.runRules(childElements(rule), outcomes, context);
        case 'setOutcomeValue': {
          const [expression] = childElements(rule);
          outcomes.set(
            attribute(rule, 'identifier') ?? '',
            expression === undefined ? nullValue : evaluate(expression, context),
          );
          return true;
        }
        case 'exitResponse':
          return false;
        default:
          throw new NotUnderstood(rule.name);
      }
    });
  }

  private runCondition(
    condition: XmlElement,
    outcomes: Map<string, QtiValue>,
    context: ExpressionContext,
  ): boolean {
    for (const branch of childElements(condition)) {
      const [test, ...rules] = childElements(branch);
      if (branch.name === 'responseElse') {
        return this.runRules(childElements(branch), outcomes, context);
      }
      if (test !== undefined && evaluate(test, context).items[0] === true) {
        return this.runRules(rules, outcomes, context);
      }
    }
    return true;
  }
}

function builtIn(identifier: string): QtiValue {
  switch (identifier) {
    case 'numAttempts':
      return singleValue(Rational.one);
    case 'completionStatus':
      return singleValue('not_attempted');
    case 'duration':
      throw new NotUnderstood('the time that an answer took');
    default:
      return nullValue;
  }
}
