"""往期导入: bringing back issues in, looking them over, storing and undoing them."""
