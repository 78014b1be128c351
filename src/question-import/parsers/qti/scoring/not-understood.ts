/** The scoring of an item uses something that has no counterpart here; `construct` names it. Never leaves the folder. */
export class NotUnderstood extends Error {
  override readonly name = 'NotUnderstood';

  constructor(readonly construct: string) {
    super(construct);
  }
}
