/** A set that is emptied when it is full: for what comes again soon or not at all. */
export class BoundedSet<T> {
  private readonly members = new Set<T>();

  /** @param most how many members it holds at a time */
  constructor(private readonly most: number) {}

  /** Whether it holds a member. */
  public has(member: T): boolean {
    return this.members.has(member);
  }

  /** Adds a member. */
  public add(member: T): void {
    if (this.members.size >= this.most) this.members.clear();
    this.members.add(member);
  }
}
