import type { ImportProblem } from './imported-question.js';

/** Collects every problem of a file, keeps the first ones and counts all. */
export class ProblemList {
  private readonly errors: ImportProblem[] = [];
  private readonly warnings: ImportProblem[] = [];
  private errorCount = 0;
  private warningCount = 0;

  constructor(private readonly mostKept: number) {}

  add(problem: ImportProblem): void {
    const isError = problem.severity === 'error';
    this.errorCount += isError ? 1 : 0;
    this.warningCount += isError ? 0 : 1;
    const kept = isError ? this.errors : this.warnings;
    if (kept.length < this.mostKept) {
      kept.push(problem);
    }
  }

  get counts(): { readonly errors: number; readonly warnings: number } {
    return { errors: this.errorCount, warnings: this.warningCount };
  }

  /** In the order of the rows; problems of the whole file first. Warnings give way to errors when there are too many. */
  kept(): ImportProblem[] {
    return [...this.errors, ...this.warnings]
      .slice(0, this.mostKept)
      .sort((left, right) => (left.row ?? 0) - (right.row ?? 0));
  }
}
