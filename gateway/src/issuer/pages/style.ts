/** Where the style of all pages is. */
export const stylePath = '/consents/style.css';

/** System fonts, one accent colour, light and dark; contrasts are at least those of WCAG 2.2 AA. */
export const style = `:root {
  color-scheme: light dark;
  --ground: #f5f6f8; --sheet: #ffffff; --text: #1c2530; --quiet: #51606f; --line: #d3dae1; --field: #75838f;
  --accent: #0b5f6d; --accent-text: #ffffff; --tint: #e6f2f3; --wrong: #a3241a; --wrong-tint: #fdeeec;
}
@media (prefers-color-scheme: dark) {
  :root {
    --ground: #12171c; --sheet: #1b2229; --text: #e8edf1; --quiet: #a7b4bf; --line: #36424d; --field: #8394a1;
    --accent: #6fcbd8; --accent-text: #06262c; --tint: #1d333a; --wrong: #ffaba1; --wrong-tint: #3a211f;
  }
}
* { box-sizing: border-box; }
body {
  margin: 0; background: var(--ground); color: var(--text);
  font: 1.0625rem/1.6 system-ui, -apple-system, "Segoe UI", "Noto Sans", "PingFang SC", "Microsoft YaHei", sans-serif;
  overflow-wrap: anywhere;
}
header, main, footer { width: 100%; max-width: 42rem; margin: 0 auto; padding: 0 1.25rem; }
.brand { display: flex; align-items: center; gap: .6rem; margin: 1.5rem 0 1rem; font-weight: 650; letter-spacing: .01em; }
.mark { width: 1.1rem; height: 1.1rem; border-radius: 50%; background: var(--accent); box-shadow: .45rem 0 0 -.12rem var(--field); margin-right: .35rem; }
main { background: var(--sheet); border: 1px solid var(--line); border-radius: .9rem; padding: clamp(1.25rem, 5vw, 2.5rem); outline: none; }
footer { margin-top: 1.25rem; margin-bottom: 3rem; color: var(--quiet); font-size: .9375rem; }
h1 { font-size: clamp(1.45rem, 5.5vw, 1.9rem); line-height: 1.25; margin: 0 0 1rem; font-weight: 650; text-wrap: balance; }
h2 { font-size: 1.2rem; line-height: 1.35; margin: 2.25rem 0 .75rem; font-weight: 650; }
h3 { font-size: 1.0625rem; margin: 0 0 .35rem; font-weight: 650; }
p, ul, dl { margin: 0 0 1rem; }
ul { padding-left: 1.25rem; }
a { color: var(--accent); text-underline-offset: .18em; }
.lead { font-size: 1.125rem; }
.quiet { color: var(--quiet); }
.who { border-left: .25rem solid var(--accent); background: var(--tint); border-radius: 0 .6rem .6rem 0; padding: .9rem 1.1rem; margin: 0 0 1.25rem; }
.who p { margin: 0; }
blockquote { margin: 0 0 1rem; padding: .1rem 0 .1rem 1rem; border-left: .25rem solid var(--line); font-size: 1.125rem; }
blockquote p { margin: 0; }
dl { display: grid; grid-template-columns: minmax(7rem, auto) 1fr; gap: .35rem 1.25rem; }
dt { color: var(--quiet); }
dd { margin: 0; }
fieldset { border: 1px solid var(--line); border-radius: .7rem; margin: 0 0 1.25rem; padding: .35rem 1.1rem 1.1rem; min-width: 0; }
legend { font-weight: 650; padding: 0 .4rem; }
.mild legend { padding-bottom: .25rem; }
.choice { display: grid; grid-template-columns: 1.75rem 1fr; gap: .15rem .5rem; align-items: start; padding: .6rem 0; }
.choice + .choice { border-top: 1px solid var(--line); }
.choice input { width: 1.35rem; height: 1.35rem; margin: .15rem 0 0; accent-color: var(--accent); }
.choice label { font-weight: 600; }
.choice .quiet { grid-column: 2; margin: 0; font-size: .9875rem; }
.tag { display: inline-block; font-size: .875rem; font-weight: 600; color: var(--text); border: 1px solid var(--field); border-radius: 1rem; padding: 0 .6rem; margin-bottom: .5rem; }
.answers { display: flex; flex-wrap: wrap; gap: .5rem 2rem; margin-top: .75rem; }
.answers label { display: flex; gap: .6rem; align-items: center; min-height: 2.75rem; }
.answers input { width: 1.35rem; height: 1.35rem; margin: 0; accent-color: var(--accent); flex: none; }
.entry label { display: block; font-weight: 600; margin-bottom: .25rem; }
.entry p.quiet { margin-bottom: .5rem; }
.entry input {
  font: inherit; font-size: 1.375rem; letter-spacing: .12em; width: 100%; max-width: 20rem; padding: .6rem .8rem; color: inherit;
  background: var(--sheet); border: 2px solid var(--field); border-radius: .6rem; margin: .4rem 0 1.25rem;
}
.buttons { display: flex; flex-wrap: wrap; gap: .8rem; margin: 1.75rem 0 .5rem; }
button, .button {
  font: inherit; font-weight: 600; min-height: 3rem; padding: .6rem 1.4rem; border-radius: .7rem; cursor: pointer; text-decoration: none;
  border: 2px solid var(--accent); background: var(--sheet); color: var(--accent); display: inline-flex; align-items: center;
}
button.main { background: var(--accent); color: var(--accent-text); }
button.plain { border: 0; min-height: 2.75rem; padding: .2rem 0; text-decoration: underline; text-underline-offset: .18em; background: none; font-weight: 400; }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 3px; border-radius: .3rem; }
.problems { border: 2px solid var(--wrong); background: var(--wrong-tint); border-radius: .7rem; padding: .9rem 1.1rem; margin: 0 0 1.5rem; }
.problems p { margin: 0 0 .4rem; color: var(--wrong); font-size: 1.125rem; }
.problems ul { margin: 0; }
.problems a { color: inherit; }
.told { border: 2px solid var(--accent); background: var(--tint); border-radius: .7rem; padding: .7rem 1.1rem; margin: 0 0 1.5rem; }
.card { border: 1px solid var(--line); border-radius: .7rem; padding: 1rem 1.1rem; margin: 0 0 1.25rem; }
.card dl { margin: .6rem 0 .8rem; font-size: .9875rem; }
.log { list-style: none; padding: 0; }
.log li { padding: .7rem 0; border-top: 1px solid var(--line); }
.skip { position: absolute; left: -100rem; }
.skip:focus { left: 1rem; top: .5rem; background: var(--sheet); padding: .5rem 1rem; z-index: 1; }
@media (max-width: 30rem) {
  main { border-radius: 0; border-left: 0; border-right: 0; }
  dl { grid-template-columns: 1fr; gap: 0; }
  dd { margin-bottom: .5rem; }
  .buttons > * { width: 100%; justify-content: center; }
}
@media (forced-colors: active) { .mark { forced-color-adjust: none; } }
`;
