// What a person sees of the drawing in a page, measured.
() => {
  const svg = document.querySelector('.topology');
  const all = selector => [...svg.querySelectorAll(selector)];
  const box = one => {
    const { left, top, right, bottom } = one.getBoundingClientRect();
    return { left, top, right, bottom, text: one.textContent };
  };
  const slack = 0.5; // pixels: strokes and rounding
  const cuts = (a, b) =>
    a.left < b.right - slack && b.left < a.right - slack && a.top < b.bottom - slack && b.top < a.bottom - slack;
  const within = (a, b) =>
    a.left >= b.left - slack && a.right <= b.right + slack && a.top >= b.top - slack && a.bottom <= b.bottom + slack;
  const pairs = list => list.flatMap((a, place) => list.slice(place + 1).map(b => [a, b]));

  // Texts that cut each other, or that a box or the drawing cuts; boxes that cut each other.
  const overlaps = () => {
    const texts = all('text').map(box);
    const rects = all('rect:not(.page)').map(box);
    const wrong = [
      ...pairs(texts).filter(([a, b]) => cuts(a, b)),
      ...pairs(rects).filter(([a, b]) => cuts(a, b) && !within(a, b) && !within(b, a)),
      ...texts.flatMap(a => rects.filter(b => cuts(a, b) && !within(a, b)).map(b => [a, b])),
      ...texts.filter(a => !within(a, box(svg))).map(a => [a, { text: 'the drawing' }]),
    ];
    const words = wrong.map(([a, b]) => `"${a.text}" and "${b.text}"`);
    return { wrong: words, texts: texts.length, rects: rects.length };
  };

  // Texts that a line runs through.
  const crossed = () => {
    const texts = all('text').map(one => [one.getBBox(), one.textContent]);
    const found = new Set();
    for (const line of all('path.line')) {
      for (let at = 0; at <= line.getTotalLength(); at += 2) {
        const { x, y } = line.getPointAtLength(at);
        for (const [b, text] of texts) {
          if (x > b.x && x < b.x + b.width && y > b.y && y < b.y + b.height) found.add(text);
        }
      }
    }
    return [...found];
  };

  // Each text with its colour and that of the smallest box behind it.
  const colours = () => {
    const rects = all('rect').filter(one => getComputedStyle(one).fill !== 'none');
    const size = one => one.getBBox().width * one.getBBox().height;
    return all('text').map(one => {
      const text = box(one);
      const [behind] = rects.filter(rect => within(text, box(rect))).sort((a, b) => size(a) - size(b));
      return [one.textContent, getComputedStyle(one).fill, getComputedStyle(behind).fill];
    });
  };

  return { overlaps, crossed, colours };
}
