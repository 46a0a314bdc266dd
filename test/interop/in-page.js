/** What the browser is asked about a page, put into it before its content. */
globalThis.inPage = {
  openAll() {
    for (const details of document.querySelectorAll('details')) details.open = true;
  },

  /** By how many pixels it is wider than the window; what scrolls in a frame of its own does not count. */
  overflow() {
    const { scrollWidth, clientWidth } = document.documentElement;
    return Math.max(0, scrollWidth - clientWidth);
  },

  /** Undefined where the focus is on the stop of this place and is seen, else what it is on. */
  astray(stops, place) {
    const element = document.activeElement;
    const { outlineStyle, outlineWidth } = getComputedStyle(element);
    const isSeen = outlineStyle !== 'none' && Number.parseFloat(outlineWidth) >= 2;
    return element === document.querySelectorAll(stops)[place] && isSeen ? undefined : element.outerHTML;
  },

  /** How many elements scroll that the keyboard has no stop at. */
  unreached(stops) {
    return [...document.body.querySelectorAll('*')].filter(
      (one) =>
        one.scrollWidth > one.clientWidth + 1 &&
        /auto|scroll/.test(getComputedStyle(one).overflowX) &&
        !one.matches(stops),
    ).length;
  },

  /** Tables that are not shown at all. */
  hiddenTables() {
    return [...document.querySelectorAll('table')].filter(
      (one) => !one.checkVisibility() || one.clientHeight === 0,
    ).length;
  },

  /** Whether the page lets a script in it run, or a picture in. */
  async runs() {
    const script = document.createElement('script');
    script.textContent = 'document.title = "ran"';
    const picture = document.createElement('img');
    picture.setAttribute('onerror', 'document.title = "ran"');
    const failed = new Promise((resolve) => picture.addEventListener('error', resolve));
    picture.src = 'data:image/gif;base64,R0lGODlhAQABAAAAACw=';
    document.body.append(script, picture);
    await failed;
    return document.title === 'ran';
  },
};
