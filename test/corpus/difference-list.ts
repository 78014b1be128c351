import type { Comparison, Difference } from './compare-file.js';

const mostKept = 5;

export class DifferenceList {
  private cells = 0;
  private total = 0;
  private readonly kept: Difference[] = [];

  count(): void {
    this.cells += 1;
  }

  add(difference: Difference): void {
    this.total += 1;
    if (this.kept.length < mostKept) {
      const { place, ours, reference } = difference;
      this.kept.push({ place, ours: ours.slice(0, 100), reference: reference.slice(0, 300) });
    }
  }

  comparison(): Comparison {
    return { cells: this.cells, differences: this.kept, differenceCount: this.total };
  }
}
