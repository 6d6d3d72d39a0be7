"""tools.rehearsals.image reads the Dockerfile as it is. The rehearsal itself is `make image-rehearsal`."""

from tools.rehearsals import image


def test_the_dockerfile_has_no_instruction_that_the_rehearsal_does_not_know():
    known = {"FROM", "RUN", "COPY", "USER", "WORKDIR", "ENV", "EXPOSE", "CMD"}
    names = [name for name, _ in image.instructions(image.DOCKERFILE.read_text(encoding="utf-8"))]
    assert set(names) <= known and names[0] == "FROM" and names[-1] == "CMD"


def test_the_server_does_not_run_as_root():
    steps = image.instructions(image.DOCKERFILE.read_text(encoding="utf-8"))
    users = [argument for name, argument in steps if name == "USER"]
    assert users and users[-1] not in ("0", "root")


def test_the_folders_of_the_image_are_replaced_by_those_of_the_rehearsal(tmp_path):
    assert image.placed("sh /opt/under-the-hood/start.sh", tmp_path) == f"sh {tmp_path}/opt/under-the-hood/start.sh"
    assert image.placed("/home/jovyan", tmp_path) == str(tmp_path / "home")


def test_a_step_that_fails_says_what_it_said(tmp_path):
    account = image.Account(None, "python3")
    (tmp_path / "home").mkdir()
    try:
        image.run(["sh", "-c", "echo lost; exit 3"], account, tmp_path, {"PATH": "/usr/bin:/bin"}, tmp_path)
    except image.RehearsalError as error:
        assert "ended with 3" in str(error) and "lost" in str(error)
    else:
        raise AssertionError("a failing step was taken for a good one")
