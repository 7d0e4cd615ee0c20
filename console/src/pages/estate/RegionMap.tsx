import type { RegionCount } from "../../api/types";
import { plural } from "../../format";
import { asCloud } from "../../ocsf";
import { cloudName } from "../../ui/CloudTag";
import { placeOf } from "./regionPlaces";
import { LAND, NORTH, SCALE, WEST, WORLD } from "./world";

type Props = { regions: readonly RegionCount[]; onPick: (region: RegionCount) => void };

/** The world with a circle per region of a cloud, its area as the number of assets. The table beside it says the same. */
export default function RegionMap({ regions, onPick }: Props) {
  const most = Math.max(1, ...regions.map((one) => one.assets));
  const marks = spread(regions.flatMap((one) => {
    const place = placeOf(one.cloud, one.region);
    if (!place) return [];
    return [{ one, name: place[2], x: (place[1] - WEST) * SCALE, y: (NORTH - place[0]) * SCALE, radius: 2.5 + 7.5 * Math.sqrt(one.assets / most) }];
  }));
  return (
    <svg className="world" viewBox={`0 0 ${WORLD.width} ${WORLD.height}`} role="group" aria-label={`World map with ${plural(marks.length, "region")}; the table holds the same`}>
      <path className="land" d={LAND} />
      {marks.map(({ one, name, x, y, radius }) => {
        const text = `${cloudName(asCloud(one.cloud))} ${one.region}, ${name}: ${plural(one.assets, "asset")}`;
        const pick = () => onPick(one);
        return (
          <g
            key={`${one.cloud} ${one.region}`}
            className="region-mark"
            data-cloud={one.cloud}
            role="link"
            tabIndex={0}
            aria-label={text}
            onClick={pick}
            onKeyDown={(event) => {
              if (event.key !== "Enter") return;
              event.preventDefault();
              pick();
            }}
          >
            <title>{text}</title>
            <circle cx={x} cy={y} r={radius} />
          </g>
        );
      })}
    </svg>
  );
}

type Mark = { readonly one: RegionCount; readonly name: string; readonly x: number; readonly y: number; readonly radius: number };

/** Several clouds build in the same city: circles that would hide each other stand in a ring around it. Small ones come last, on top. */
function spread(marks: readonly Mark[]): Mark[] {
  const cities = new Map<string, Mark[]>();
  for (const mark of marks) {
    const key = `${Math.round(mark.x / CITY)} ${Math.round(mark.y / CITY)}`;
    const city = cities.get(key);
    if (city) city.push(mark);
    else cities.set(key, [mark]);
  }
  return [...cities.values()]
    .flatMap((city) => {
      if (city.length === 1) return city;
      const away = Math.max(...city.map((mark) => mark.radius)) * 0.85;
      return city.map((mark, index) => {
        const angle = (index / city.length) * 2 * Math.PI;
        return { ...mark, x: mark.x + Math.cos(angle) * away, y: mark.y + Math.sin(angle) * away };
      });
    })
    .sort((a, b) => b.radius - a.radius);
}

const CITY = 8;
