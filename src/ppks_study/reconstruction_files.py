"""Respondents made from a study's claims, written as files: one data set, or an ensemble."""

import os
import secrets
from contextlib import suppress
from pathlib import Path
from typing import Any

from paperbuild.errors import BuildError
from ppks_study.study import Study


def write_reconstruction(study: Study, path: Path) -> None:
    """Write the respondents reconstructed from a study's claims, whole or not at all.

    Parameters
    ----------
    study : Study
        One with claims.
    path : Path
        The CSV to write.

    Raises
    ------
    BuildError
        The study has no claims; or the file would lie among the raw data.
    """
    from claimcheck.reconstruction import reconstruct

    _refuse_raw(study, path)
    write_csv(reconstruct(*_evidence(study)), path)


def write_ensemble(study: Study, n_draws: int, seed: int, path: Path | None = None) -> Path:
    """Write data sets drawn from a study's claims, one below the other; return the path.

    Parameters
    ----------
    study : Study
        One with claims.
    n_draws : int
        How many data sets.
    seed : int
        Of the draws, 0 or more.
    path : Path, optional
        The CSV to write; without it ``ensemble.csv`` beside the study's processed data.

    Raises
    ------
    BuildError
        The study has no claims; or the file would lie among the raw data.
    ClaimError
        A draw fails the recount.
    """
    from claimcheck.ensemble import draws, long

    path = path or study.root / "data" / "processed" / study.name / "ensemble.csv"
    _refuse_raw(study, path)
    claims, codebook = _evidence(study)
    write_csv(long(draws(claims, codebook, n_draws, seed=seed), codebook), path)
    return path


def _evidence(study: Study) -> tuple[Any, Any]:
    """Return the claims of a study and the codebook of its questionnaire."""
    from ppks_study.published import claims_and_codebook

    if study.data.claims is None:
        raise BuildError("the study has no claims to reconstruct from",
                         where=f"study {study.name}, [data] claims", expected="claims = …")
    return claims_and_codebook(study)


def _refuse_raw(study: Study, path: Path) -> None:
    if path.resolve().is_relative_to(study.root / "data" / "raw"):
        raise BuildError("no code writes among the raw data",
                         where=str(path.resolve().relative_to(study.root)),
                         expected=f"data/processed/{study.name}/reconstructed.csv")


def secret(study: Study) -> bytes:
    """Return the key of a study's pseudonyms; a survey's is first made, in a file that git ignores.

    Nobody stands behind simulated answers: their key is no secret, so that they come out the same
    everywhere.

    Parameters
    ----------
    study : Study
        Its name is the key of a study that is no survey.

    Raises
    ------
    BuildError
        The file of the key is there, but shorter than 32 characters.
    """
    if study.data.origin != "survey":
        return study.name.encode()
    path = key_file(study)
    path.parent.mkdir(parents=True, exist_ok=True)
    with suppress(FileExistsError), open(path, "x", encoding="ascii", opener=_private) as file:
        file.write(secrets.token_hex(32))
    key = path.read_bytes().strip()
    if len(key) < 32:
        raise BuildError("the key of the pseudonyms is too short", where=f"data/keys/{path.name}",
                         expected="the 64 letters and digits that were made with the study",
                         fix="put the key back from where it is kept; or delete the file, "
                             "for new pseudonyms")
    return key


def key_file(study: Study) -> Path:
    """Return where a survey keeps the key of its pseudonyms.

    Parameters
    ----------
    study : Study
        A survey; its file is called by its name.
    """
    return study.root / "data" / "keys" / f"{study.name}.key"


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


def write_csv(frame: Any, path: Path) -> None:
    """Write a table as CSV, whole or not at all.

    Parameters
    ----------
    frame : DataFrame
        Written without its index.
    path : Path
        The file; its folder is made where it is missing.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    waiting = path.with_name(f"{path.name}.part")
    frame.to_csv(waiting, index=False, lineterminator="\n", encoding="utf-8")
    waiting.replace(path)
