// Figures that the command drew, as pictures to look at and files to take along.

import { type Figure, address } from "./api";

export function Figures({ id, figures }: { id: string; figures: Figure[] }) {
  return (
    <section aria-labelledby="figures-title">
      <h2 id="figures-title">Slides</h2>
      <p class="results-section-lead">Drawn when the result was made, ready for a talk.</p>
      <ul class="results-gallery">
        {figures.map((figure) => (
          <li key={figure.name}>
            <a href={address.figure(id, figure.name, "png")} target="_blank" rel="noopener noreferrer">
              <img src={address.figure(id, figure.name, "png")} alt={figure.title} loading="lazy" width={1600} height={900} />
              <span class="hidden-visually">(opens a new tab)</span>
            </a>
            <p>
              {figure.title}
              <span class="chart-tools">
                <a class="button" href={address.figure(id, figure.name, "png", true)} download aria-label={`PNG of: ${figure.title}`}>PNG</a>
                {figure.svg && <a class="button" href={address.figure(id, figure.name, "svg", true)} download aria-label={`SVG of: ${figure.title}`}>SVG</a>}
              </span>
            </p>
          </li>
        ))}
      </ul>
    </section>
  );
}
