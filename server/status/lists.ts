/** Lists by key, in the order in which they were filled. */
export class Lists<T> {
  private readonly lists = new Map<string, T[]>();

  add(key: string, item: T): void {
    const list = this.lists.get(key);
    if (list) list.push(item);
    else this.lists.set(key, [item]);
  }

  of(key: string): readonly T[] {
    return this.lists.get(key) ?? [];
  }

  values(): Iterable<readonly T[]> {
    return this.lists.values();
  }
}
