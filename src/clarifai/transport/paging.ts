/** The maximum (docs.clarifai.com, pagination). The default differs between calls, so it is always sent. */
export const PAGE_SIZE = 1000;

/**
 * All items of a paged list.
 * @param fetchPage the first page is 1.
 */
export async function* everyItem<T>(fetchPage: (page: number) => Promise<readonly T[]>): AsyncGenerator<T> {
  for (let page = 1; ; page++) {
    const items = await fetchPage(page);
    yield* items;
    if (items.length < PAGE_SIZE) return;
  }
}
