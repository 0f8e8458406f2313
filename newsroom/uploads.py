"""What an upload may cost before anybody has looked at it."""

from django.core.files.uploadhandler import FileUploadHandler

from issues.importing.readers.text import MOST_BYTES


class BoundedUpload(FileUploadHandler):
    """Stands first and lets no more of a file through than is needed to see that it is too large.

    A form's token is read from its body, so that the files of anybody arrive before a view has
    asked who sends them; Django itself would write all of each to the disk.
    """

    def new_file(self, *args, **kwargs):
        super().new_file(*args, **kwargs)
        self.taken = 0

    def receive_data_chunk(self, raw_data, start):
        if self.taken > MOST_BYTES:
            return None  # nothing of it reaches the handlers behind
        self.taken += len(raw_data)
        return raw_data

    def file_complete(self, file_size):
        return None
