/**
 * What colours look like, to whom. Contrast is that of WCAG 2.2; lightness is CIE L*; sight without one kind of cone is
 * simulated by the matrices of Machado, Oliveira and Fernandes (2009) at full severity, on linear light.
 */
export type Light = readonly [red: number, green: number, blue: number];

/** Linear light of a colour such as `#12436d`. */
export function lightOf(colour: string): Light {
  const [, ...parts] = /^#(..)(..)(..)$/.exec(colour)!;
  return parts.map((part) => {
    const value = Number.parseInt(part, 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  }) as unknown as Light;
}

const luminance = ([red, green, blue]: Light): number => 0.2126 * red + 0.7152 * green + 0.0722 * blue;

/** From 1 to 21. */
export function contrast(a: string, b: string): number {
  const [lighter = 0, darker = 0] = [a, b].map((one) => luminance(lightOf(one))).toSorted((x, y) => y - x);
  return (lighter + 0.05) / (darker + 0.05);
}

const cube = (part: number): number =>
  part > 216 / 24389 ? Math.cbrt(part) : ((24389 / 27) * part + 16) / 116;

/** CIE L*, a*, b* under daylight (D65). */
function lab(light: Light): Light {
  const [red, green, blue] = light;
  const x = cube((0.4124564 * red + 0.3575761 * green + 0.1804375 * blue) / 0.95047);
  const y = cube(luminance(light));
  const z = cube((0.0193339 * red + 0.119192 * green + 0.9503041 * blue) / 1.08883);
  return [116 * y - 16, 500 * (x - y), 200 * (y - z)];
}

export const lightness = (colour: string): number => lab(lightOf(colour))[0];

type Rows = readonly [Light, Light, Light];

/** Light as it arrives: whole, or with one kind of cone missing. */
export const SIGHT: Readonly<Record<string, Rows>> = {
  whole: [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ],
  protan: [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998],
  ],
  deutan: [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.01182, 0.04294, 0.968881],
  ],
  tritan: [
    [1.255528, -0.076749, -0.178779],
    [-0.078411, 0.930809, 0.147602],
    [0.004733, 0.691367, 0.3039],
  ],
};

/** How far apart two colours are (CIE 1976): about 2.3 is the least that can be seen. */
export function difference(a: string, b: string, sight: Rows): number {
  const [one, other] = [a, b].map((colour) => {
    const light = lightOf(colour);
    const seen = sight.map((row) => row.reduce((sum, part, at) => sum + part * light[at]!, 0));
    return lab(seen.map((part) => Math.min(1, Math.max(0, part))) as unknown as Light);
  });
  return Math.hypot(...one!.map((part, at) => part - other![at]!));
}

/** A colour that lies on another and lets some of it through, as screens mix them. */
export function over(colour: string, below: string, opacity: number): string {
  const parts = (of: string): number[] => [1, 3, 5].map((at) => Number.parseInt(of.slice(at, at + 2), 16));
  const under = parts(below);
  return `#${parts(colour)
    .map((part, at) => Math.round(part * opacity + under[at]! * (1 - opacity)))
    .map((part) => part.toString(16).padStart(2, '0'))
    .join('')}`;
}
