/**
 * An attachment for a region that scrolls: Tab stops at it for as long as it holds more than it
 * shows, so that it can be read to its end without a pointer (WCAG 2.1.1). Role and name stand in
 * the markup, because they do not depend on how much there is to read.
 *
 * @returns what ends the watching
 */
export function reachable(region: HTMLElement): () => void {
  const look = (): void => {
    const scrolls =
      region.scrollHeight > region.clientHeight || region.scrollWidth > region.clientWidth;
    if (scrolls) region.tabIndex = 0;
    // Whoever stands in it keeps their place, also when the rest became short.
    else if (!region.matches(':focus')) region.removeAttribute('tabindex');
  };
  const sizes = new ResizeObserver(look);
  const watch = (): void => {
    sizes.disconnect();
    for (const box of [region, ...region.children]) sizes.observe(box);
  };
  const contents = new MutationObserver(watch);
  contents.observe(region, { childList: true });
  watch();
  return () => {
    contents.disconnect();
    sizes.disconnect();
  };
}
