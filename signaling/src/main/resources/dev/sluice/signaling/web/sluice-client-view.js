/** What sluice-client tells the server about how videos are shown, so that nothing is sent that nobody sees. */

const SETTLE_MS = 100;
const RETRY_MS = 1_000;
/** A little stretching is not seen, and spares the next larger layer. */
const STRETCH = 1.25;
const ASPECT = 16 / 9;

/** Watches the elements that show one publication; `tell` takes track settings, when they changed, and may reject. */
export class View {
  #elements = new Map();
  #tell;
  #told = '';
  #refused = '';
  #timer = 0;
  #closed = false;
  #resized = new ResizeObserver(() => this.#later());
  #seen = new IntersectionObserver((entries) => {
    for (const { target, isIntersecting } of entries) {
      const watched = this.#elements.get(target);
      if (watched) watched.inSight = isIntersecting;
    }
    this.#later();
  });
  #later = () => {
    if (!this.#closed) this.#timer ||= setTimeout(() => this.#update(), SETTLE_MS);
  };

  constructor(tell) {
    this.#tell = tell;
    document.addEventListener('visibilitychange', this.#later);
  }

  add(element, stage) {
    this.#elements.set(element, { stage, inSight: true });
    this.#resized.observe(element);
    this.#seen.observe(element);
    element.addEventListener('resize', this.#later);
    this.#later();
  }

  /** True when none is left. */
  remove(element) {
    this.#resized.unobserve(element);
    this.#seen.unobserve(element);
    element.removeEventListener('resize', this.#later);
    this.#elements.delete(element);
    this.#later();
    return this.#elements.size === 0;
  }

  close() {
    this.#closed = true;
    clearTimeout(this.#timer);
    document.removeEventListener('visibilitychange', this.#later);
    this.#resized.disconnect();
    this.#seen.disconnect();
  }

  #update() {
    this.#timer = 0;
    const settings = { visible: false, stage: false };
    for (const [element, { stage, inSight }] of this.#elements) {
      const height = document.hidden || !inSight ? 0 : shownHeight(element);
      if (height === 0) continue;
      settings.visible = true;
      settings.stage ||= stage;
      settings.maxHeight = Math.max(settings.maxHeight ?? 1, Math.round(height / STRETCH));
    }
    const text = JSON.stringify(settings);
    if (text === this.#told) return;
    this.#told = text;
    this.#tell(settings).then(
      () => (this.#refused = ''),
      () => this.#retry(text),
    );
  }

  /** Once: what was refused for the moment must not last until something changes here. */
  #retry(text) {
    if (this.#told !== text) return;
    this.#told = '';
    if (this.#refused === text) return;
    this.#refused = text;
    setTimeout(this.#later, RETRY_MS);
  }
}

/** Device pixels that the whole picture would fill from top to bottom; 0 for an element that is not laid out. */
function shownHeight(element) {
  const { clientWidth: width, clientHeight: height, videoWidth, videoHeight } = element;
  if (width === 0 || height === 0) return 0;
  const aspect = videoHeight > 0 ? videoWidth / videoHeight : ASPECT;
  const fills = getComputedStyle(element).objectFit === 'cover' ? Math.max : Math.min;
  return Math.min(65_535, Math.ceil(fills(height, width / aspect) * devicePixelRatio));
}
